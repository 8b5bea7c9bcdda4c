//! One source file, tests apart: the modules it declares, what it imports, the paths it names.

use std::collections::{BTreeMap, BTreeSet};

use crate::tokens::{closing, end_of_item, is_word, tokens};

/// Segments of a path, as in `crate`, `ui`, `table`.
pub(crate) type Path<'t> = Vec<&'t str>;

/// What a file says about other files.
#[derive(Debug, Default)]
pub(crate) struct Source<'t> {
    /// Modules that are declared, as in `mod ui;`.
    pub(crate) children: BTreeSet<&'t str>,
    /// Those of them that are there for tests only.
    pub(crate) of_tests: BTreeSet<&'t str>,
    /// Names that `use` brings in, and where from.
    pub(crate) imports: BTreeMap<&'t str, Path<'t>>,
    /// Paths on which the file's own code depends. What it only hands on is not among them.
    pub(crate) depends_on: BTreeSet<Path<'t>>,
    /// Whether there is more than declarations of modules and imports.
    pub(crate) has_code: bool,
}

impl<'t> Source<'t> {
    /// Reads a file that compiles; what is under `#[cfg(test)]` is left out.
    pub(crate) fn read(text: &'t str) -> Self {
        let mut source = Self::default();
        let tokens = source.without_tests(&tokens(text));
        Reader {
            source: &mut source,
            handed_on: BTreeMap::new(),
            words: BTreeSet::new(),
        }
        .read(&tokens);
        source
    }

    /// The tokens without attributes and without what is compiled for tests only.
    fn without_tests(&mut self, tokens: &[&'t str]) -> Vec<&'t str> {
        let mut kept = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let is_inner = tokens[at..].starts_with(&["#", "!", "["]);
            if !is_inner && !tokens[at..].starts_with(&["#", "["]) {
                kept.push(tokens[at]);
                at += 1;
                continue;
            }
            let start = at + 1 + usize::from(is_inner);
            let end = closing(tokens, start);
            let attribute = &tokens[start + 1..end];
            at = end + 1;
            let is_of_tests = attribute.starts_with(&["cfg", "("])
                && attribute.contains(&"test")
                && !attribute.contains(&"not");
            if is_of_tests && is_inner {
                return Vec::new();
            }
            if is_of_tests {
                let end = end_of_item(tokens, at);
                if let Some(["mod", name, ";"]) = tokens[at..=end].last_chunk() {
                    self.of_tests.insert(name);
                }
                at = end + 1;
            }
        }
        kept
    }
}

/// Collects what the tokens of a file say.
struct Reader<'s, 't> {
    source: &'s mut Source<'t>,
    /// Names that are imported for others (`pub use`), and where from.
    handed_on: BTreeMap<&'t str, Path<'t>>,
    /// Every word of the code.
    words: BTreeSet<&'t str>,
}

impl<'t> Reader<'_, 't> {
    fn read(mut self, tokens: &[&'t str]) {
        let mut inner = Vec::new(); // ends of the modules in braces that we are in
        let mut is_public = false;
        let mut at = 0;
        while at < tokens.len() {
            inner.retain(|end| at < *end);
            let is_path = at > 0 && matches!(tokens[at - 1], "::" | ".");
            match &tokens[at..] {
                ["pub", rest @ ..] => {
                    let is_limited = rest.first() == Some(&"(");
                    at = if is_limited {
                        closing(tokens, at + 1)
                    } else {
                        at
                    };
                    is_public = true;
                    at += 1;
                    continue;
                }
                ["mod", name, ";", ..] => {
                    self.source.children.insert(name);
                    at += 2;
                }
                ["mod", _, "{", ..] => {
                    self.source.has_code = true;
                    inner.push(closing(tokens, at + 2));
                    at += 2;
                }
                ["use", ..] => {
                    let end = end_of_item(tokens, at);
                    self.tree(&tokens[at + 1..end], &[], inner.len(), is_public);
                    at = end;
                }
                [first, ..] if is_word(first) && !is_path => {
                    self.source.has_code = true;
                    self.words.insert(first);
                    let path = path_at(tokens, at);
                    at += 2 * (path.len() - 1);
                    if path.len() > 1 {
                        self.source.depends_on.extend(outside(path, inner.len()));
                    }
                }
                _ => self.source.has_code = true,
            }
            is_public = false;
            at += 1;
        }
        for (name, path) in self.handed_on {
            if self.words.contains(name) {
                self.source.depends_on.insert(path);
            }
        }
    }

    /// The tree of a `use`, below `prefix`, in `depth` modules in braces.
    fn tree(&mut self, tokens: &[&'t str], prefix: &[&'t str], depth: usize, is_public: bool) {
        let path = path_at(tokens, 0);
        let mut whole = [prefix, &path].concat();
        let rest = &tokens[(2 * path.len()).saturating_sub(1)..];
        if let ["{", ..] | ["::", "{", ..] = rest {
            let open = usize::from(rest[0] == "::");
            for branch in branches(&rest[open + 1..closing(rest, open)]) {
                self.tree(branch, &whole, depth, is_public);
            }
            return;
        }
        if whole.len() > 1 && matches!(whole.last(), Some(&("self" | "*"))) {
            whole.pop();
        }
        let name = match rest {
            ["as", name] => Some(*name),
            _ => whole.last().copied(),
        };
        let (Some(name), Some(path)) = (name, outside(whole, depth)) else {
            return;
        };
        self.source.imports.insert(name, path.clone());
        if is_public {
            self.handed_on.insert(name, path);
        } else {
            self.source.depends_on.insert(path);
        }
    }
}

/// A path as the file's own module would write it, seen from `depth` modules in braces within it;
/// none where it stays in the file.
fn outside(path: Path<'_>, depth: usize) -> Option<Path<'_>> {
    let up = path.iter().take_while(|s| **s == "super").count();
    match (depth, up) {
        (0, _) => Some(path),
        (_, 0) => Some(path).filter(|p| p[0] != "self"),
        _ if up < depth => None,
        _ => Some([&["self"], &path[depth..]].concat()),
    }
}

/// The words of a path that begins at a token; none if there is no word.
fn path_at<'t>(tokens: &[&'t str], at: usize) -> Path<'t> {
    let mut path = Vec::new();
    for pair in tokens[at..].chunks(2) {
        if !is_word(pair[0]) && pair[0] != "*" {
            break;
        }
        path.push(pair[0]);
        if pair.get(1) != Some(&"::") {
            break;
        }
    }
    path
}

/// Branches of a group in a `use`, at its commas.
fn branches<'s, 't>(tokens: &'s [&'t str]) -> Vec<&'s [&'t str]> {
    let mut depth = 0_usize;
    let parts = tokens.split(|token| {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && *token == ","
    });
    parts.filter(|part| !part.is_empty()).collect()
}
