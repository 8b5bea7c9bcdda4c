//! The tokens of a source file, and where brackets and items among them end.

/// Words, `::`, `..` and single signs; of texts, characters and lifetimes that there is one, of
/// comments nothing.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            length_of_comment(rest)
        } else if let Some(length) = length_of_text(rest) {
            tokens.push("\"");
            length
        } else {
            let length = match rest.find(|c| !is_part(c)).unwrap_or(rest.len()) {
                0 if rest.starts_with("::") || rest.starts_with("..") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            if !first.is_whitespace() {
                tokens.push(&rest[..length]);
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// Whether a token is a name, a keyword or a number.
pub(crate) fn is_word(token: &str) -> bool {
    token.starts_with(is_part)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the bracket that opens at `open` closes.
pub(crate) fn closing(tokens: &[&str], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// The last token of the item that begins at a token: its semicolon, or the end of its body.
pub(crate) fn end_of_item(tokens: &[&str], start: usize) -> usize {
    let mut head = tokens[start..].iter().take_while(|t| **t != "{");
    let is_use = head.any(|t| *t == "use");
    let mut at = start;
    while at < tokens.len() {
        match tokens[at] {
            ";" => return at,
            "{" if !is_use => return closing(tokens, at),
            "(" | "[" | "{" => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    tokens.len() - 1
}

/// A comment in slashes and stars, which may hold others.
fn length_of_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let step = match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                2
            }
            Some(b"*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a text, character or lifetime at the beginning; none if there is no such thing.
fn length_of_text(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix('\'') {
        let second = rest.chars().next()?;
        let end = match second {
            '\\' => rest[2..].find('\'')? + 3,
            _ if rest[second.len_utf8()..].starts_with('\'') => second.len_utf8() + 1,
            _ => rest.find(|c| !is_part(c)).unwrap_or(rest.len()), // a lifetime
        };
        return Some(1 + end);
    }
    let mark = text.bytes().take(8).position(|c| c == b'"')?;
    let hashes = match &text[..mark] {
        "" | "b" | "c" => return Some(mark + length_of_quoted(&text[mark..])),
        raw => raw
            .strip_prefix(['b', 'c'])
            .unwrap_or(raw)
            .strip_prefix('r')?,
    };
    let inside = hashes.bytes().all(|c| c == b'#').then_some(mark + 1)?;
    let end = format!("\"{hashes}");
    Some(inside + text[inside..].find(&end)? + end.len())
}

/// The length of what stands in quotes, with them.
fn length_of_quoted(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text[1..].find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}
