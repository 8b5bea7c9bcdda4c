//! Headless Chromium, where there is one.

use std::path::PathBuf;
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// The page tells its own widths once it is laid out.
const PROBE: &str = "<script>addEventListener('load', () => { const e = document.documentElement; \
    e.setAttribute('data-widths', innerWidth + ' ' + e.scrollWidth); });</script></body>";

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

    /// Lays a page out in a window of a width.
    pub(crate) fn widths(&self, html: &str, window_px: u32) -> Widths {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        std::fs::write(&page, html.replace("</body>", PROBE)).unwrap();
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
            .arg(format!("--window-size={window_px},844"))
            .arg("--dump-dom")
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout);
        let told = dom
            .split_once("data-widths=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(widths, _)| widths.to_owned())
            .unwrap_or_else(|| panic!("no widths in the page: {}", &dom[..dom.len().min(500)]));
        let (window, page) = told.split_once(' ').unwrap();
        Widths {
            window_px: window.parse().unwrap(),
            page_px: page.parse().unwrap(),
        }
    }
}
