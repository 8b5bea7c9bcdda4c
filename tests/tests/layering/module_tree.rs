//! The modules of a crate: where a path in its code leads.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Source;

/// A crate's files by their modules: `crate::ui` is `["ui"]`.
pub(crate) struct ModuleTree<'t> {
    modules: BTreeMap<Vec<&'t str>, Module<'t>>,
}

struct Module<'t> {
    file: &'t str,
    source: Source<'t>,
}

/// For each file, the files it depends on, each with a path that says so.
pub(crate) type Dependencies<'t> = BTreeMap<&'t str, BTreeMap<&'t str, String>>;

impl<'t> ModuleTree<'t> {
    /// Reads a crate: its files by their names below `src`, as in `commands/drive.rs`.
    pub(crate) fn read(files: &'t BTreeMap<String, String>) -> Self {
        let is_library = files.contains_key("lib.rs");
        let files = files
            .iter()
            .filter(|(f, _)| !(is_library && *f == "main.rs"));
        let modules = files.map(|(file, text)| {
            let source = Source::read(text);
            (module_of(file), Module { file, source })
        });
        let mut tree = Self {
            modules: modules.collect(),
        };
        let of_tests: BTreeSet<Vec<&str>> = tree
            .modules
            .iter()
            .flat_map(|(at, m)| {
                m.source
                    .of_tests
                    .iter()
                    .map(|name| [at, &[*name][..]].concat())
            })
            .collect();
        let is_test = |at: &[&str]| of_tests.iter().any(|test| at.starts_with(test));
        tree.modules.retain(|at, _| !is_test(at));
        tree
    }

    /// Which files the code of each depends on. Files without code, which only declare modules and
    /// hand names on, are no part of it: paths lead through them.
    pub(crate) fn dependencies(&self) -> Dependencies<'t> {
        let with_code = self.modules.iter().filter(|(_, m)| m.source.has_code);
        let of_each = with_code.map(|(at, module)| {
            let paths = module.source.depends_on.iter();
            let led = paths.filter_map(|path| Some((self.led(at, path)?, path.join("::"))));
            let to_others = led.filter(|(to, _)| to.source.has_code && to.file != module.file);
            (
                module.file,
                to_others.map(|(to, path)| (to.file, path)).collect(),
            )
        });
        of_each.collect()
    }

    /// Modules that are declared but were not read, in words: then the reader is wrong.
    pub(crate) fn missing(&self) -> Vec<String> {
        let declared = self.modules.iter().flat_map(|(at, m)| {
            let tests = &m.source.of_tests;
            let names = m
                .source
                .children
                .iter()
                .filter(move |c| !tests.contains(*c));
            names.map(move |name| [at, &[*name][..]].concat())
        });
        let missing = declared.filter(|at| !self.modules.contains_key(at));
        missing.map(|at| at.join("::")).collect()
    }

    /// The module that defines what a path in a module leads to; none outside of the crate.
    fn led(&self, from: &[&'t str], path: &[&'t str]) -> Option<&Module<'t>> {
        let source = &self.modules.get(from)?.source;
        let first = path.first()?;
        let is_ours = matches!(*first, "crate" | "self" | "super")
            || source.children.contains(first)
            || source.imports.contains_key(first);
        is_ours.then_some(())?;
        self.modules.get(&self.followed(from.to_vec(), path, 0))
    }

    /// The module in which a path from a module ends, through what modules on the way hand on.
    fn followed(&self, at: Vec<&'t str>, path: &[&'t str], turns: usize) -> Vec<&'t str> {
        let Some((first, rest)) = path.split_first() else {
            return at;
        };
        let Some(module) = self.modules.get(&at).filter(|_| turns < 32) else {
            return at;
        };
        let child = || [&at[..], &[*first]].concat();
        let next = match *first {
            "crate" => Vec::new(),
            "self" => at,
            "super" => at[..at.len().saturating_sub(1)].to_vec(),
            name if module.source.children.contains(name) => child(),
            name => {
                let Some(target) = module.source.imports.get(name) else {
                    return at; // defined here
                };
                let whole = [target, rest].concat();
                return self.followed(at, &whole, turns + 1);
            }
        };
        self.followed(next, rest, turns)
    }
}

/// `commands/drive.rs` is the module `commands`, `drive`.
fn module_of(file: &str) -> Vec<&str> {
    let mut path: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if matches!(path.last(), Some(&("mod" | "lib" | "main"))) {
        path.pop();
    }
    path
}
