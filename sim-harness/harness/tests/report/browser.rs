//! Headless Chromium, where there is one.

use std::path::PathBuf;
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// A window is never narrower than 500 px, so the page goes into a frame, whose widths are told.
const FRAME: &str = r#"<!doctype html><body><iframe style="border:0;height:800px"></iframe><script>
const frame = document.querySelector('iframe');
frame.onload = () => {
  const page = frame.contentDocument.documentElement;
  document.body.setAttribute('data-widths', frame.contentWindow.innerWidth + ' ' + page.scrollWidth);
};
frame.width = WIDTH;
frame.srcdoc = PAGE;
</script></body>"#;

/// A browser on this machine.
pub(crate) struct Browser(PathBuf);

/// How wide a page came out.
pub(crate) struct Widths {
    pub(crate) window_px: u32,
    pub(crate) page_px: u32,
}

impl Browser {
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let files = NAMES
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        files.into_iter().find(|file| file.is_file()).map(Self)
    }

    /// Lays a page out in a frame of a width.
    pub(crate) fn widths(&self, html: &str, window_px: u32) -> Widths {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        // As a JavaScript string; a closing tag in it would end the script.
        let quoted = serde_json::to_string(html).unwrap().replace("</", "<\\/");
        let framed = FRAME
            .replace("WIDTH", &window_px.to_string())
            .replace("PAGE", &quoted);
        std::fs::write(&page, framed).unwrap();
        let output = Command::new(&self.0)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-sync",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
            ])
            .arg(format!(
                "--user-data-dir={}",
                folder.path().join("user").display()
            ))
            .arg("--dump-dom")
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout);
        let told = dom
            .split_once("data-widths=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(widths, _)| widths.to_owned())
            .unwrap();
        let (window, page) = told.split_once(' ').unwrap();
        Widths {
            window_px: window.parse().unwrap(),
            page_px: page.parse().unwrap(),
        }
    }
}
