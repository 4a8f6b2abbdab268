//! CSS that may stand in a `style` attribute: the properties TipTap sets, with values checked word by word.
//!
//! Values are accepted by shape, not filtered: nothing that could fetch (`url()`), compute (`calc()`,
//! `expression()`) or end the declaration gets through. `var(--name)` is allowed, since TipTap's own
//! templates colour text with it.

const MAX_VALUE_BYTES: usize = 200;

/// A `color` or `background-color` value, trimmed.
pub(crate) fn color(raw: &str) -> Option<&str> {
    let value = short(raw)?;
    let lower = value.to_ascii_lowercase();
    let hex = lower.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && all(digits, |b| b.is_ascii_hexdigit())
    });
    let accepted = hex || is_variable(value) || is_color_function(&lower) || is_color_name(&lower);
    accepted.then_some(value)
}

/// A `font-family` list, trimmed.
pub(crate) fn font_family(raw: &str) -> Option<&str> {
    let value = short(raw)?;
    value.split(',').map(str::trim).all(is_family).then_some(value)
}

/// A `font-size` value, trimmed.
pub(crate) fn font_size(raw: &str) -> Option<&str> {
    let value = short(raw)?;
    let keyword = matches!(
        value,
        "xx-small"
            | "x-small"
            | "small"
            | "medium"
            | "large"
            | "x-large"
            | "xx-large"
            | "xxx-large"
            | "smaller"
            | "larger"
            | "inherit"
    );
    (keyword || is_length(value) || is_variable(value)).then_some(value)
}

/// A `line-height` value, trimmed.
pub(crate) fn line_height(raw: &str) -> Option<&str> {
    let value = short(raw)?;
    let keyword = matches!(value, "normal" | "inherit");
    (keyword || is_number(value) || is_length(value) || is_variable(value)).then_some(value)
}

/// The declarations of `style` that may stay, written anew; `None` when there are none.
pub(crate) fn filter(style: &str) -> Option<String> {
    let kept: Vec<String> = style
        .split(';')
        .filter_map(|declaration| {
            let (property, value) = declaration.split_once(':')?;
            let (property, value) = (property.trim(), value.trim());
            is_allowed(property, value).then(|| format!("{property}: {value}"))
        })
        .collect();
    if kept.is_empty() { None } else { Some(kept.join("; ")) }
}

fn is_allowed(property: &str, value: &str) -> bool {
    match property {
        "text-align" => matches!(value, "left" | "center" | "right" | "justify"),
        "color" | "background-color" => color(value).is_some(),
        "font-family" => font_family(value).is_some(),
        "font-size" => font_size(value).is_some(),
        "line-height" => line_height(value).is_some(),
        // Only tables set these, and only in whole pixels; a wide table may exceed four digits.
        "width" | "min-width" => value
            .strip_suffix("px")
            .is_some_and(|digits| (1..=8).contains(&digits.len()) && all(digits, |b| b.is_ascii_digit())),
        _ => false,
    }
}

fn short(raw: &str) -> Option<&str> {
    Some(raw.trim()).filter(|value| !value.is_empty() && value.len() <= MAX_VALUE_BYTES)
}

fn all(text: &str, accepts: impl Fn(u8) -> bool) -> bool {
    text.bytes().all(accepts)
}

/// `12`, `1.5`, `.5`: at most four digits before and after the point, so no value is absurdly large.
fn is_number(value: &str) -> bool {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |part: &str| part.len() <= 4 && all(part, |b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && !fraction.is_empty() && !value.is_empty()
}

fn is_length(value: &str) -> bool {
    let unit_at = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let (number, unit) = value.split_at(unit_at);
    is_number(number)
        && matches!(
            unit,
            "px" | "pt"
                | "pc"
                | "cm"
                | "mm"
                | "in"
                | "em"
                | "rem"
                | "ex"
                | "ch"
                | "lh"
                | "rlh"
                | "vw"
                | "vh"
                | "%"
        )
}

/// `var(--name)` without a fallback.
fn is_variable(value: &str) -> bool {
    value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')).is_some_and(|name| {
        !name.is_empty() && all(name, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

fn is_color_function(lower: &str) -> bool {
    let Some((name, rest)) = lower.split_once('(') else { return false };
    let Some(arguments) = rest.strip_suffix(')') else { return false };
    let known = matches!(name, "rgb" | "rgba" | "hsl" | "hsla" | "hwb" | "lab" | "lch" | "oklab" | "oklch");
    let words_ok = arguments
        .split(|c: char| !c.is_ascii_alphabetic())
        .all(|word| matches!(word, "" | "none" | "deg" | "grad" | "rad" | "turn"));
    let signs_ok = all(arguments, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b',' | b'%' | b'/' | b'+' | b'-')
    });
    known && words_ok && signs_ok && arguments.bytes().any(|b| b.is_ascii_digit())
}

fn is_family(family: &str) -> bool {
    let quoted = ['"', '\'']
        .iter()
        .find_map(|quote| family.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote)));
    let name = quoted.unwrap_or(family);
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') || (quoted.is_some() && c == '.');
    is_variable(family) || (!name.trim().is_empty() && name.chars().all(plain))
}

fn is_color_name(lower: &str) -> bool {
    COLOR_NAMES.binary_search(&lower).is_ok()
}

/// CSS Color 4, section 6.1, and the keywords that stand for a colour; sorted.
#[rustfmt::skip]
const COLOR_NAMES: [&str; 151] = [
    "aliceblue", "antiquewhite", "aqua", "aquamarine", "azure", "beige", "bisque", "black", "blanchedalmond",
    "blue", "blueviolet", "brown", "burlywood", "cadetblue", "chartreuse", "chocolate", "coral",
    "cornflowerblue", "cornsilk", "crimson", "currentcolor", "cyan", "darkblue", "darkcyan", "darkgoldenrod",
    "darkgray", "darkgreen", "darkgrey", "darkkhaki", "darkmagenta", "darkolivegreen", "darkorange",
    "darkorchid", "darkred", "darksalmon", "darkseagreen", "darkslateblue", "darkslategray", "darkslategrey",
    "darkturquoise", "darkviolet", "deeppink", "deepskyblue", "dimgray", "dimgrey", "dodgerblue", "firebrick",
    "floralwhite", "forestgreen", "fuchsia", "gainsboro", "ghostwhite", "gold", "goldenrod", "gray", "green",
    "greenyellow", "grey", "honeydew", "hotpink", "indianred", "indigo", "inherit", "ivory", "khaki",
    "lavender", "lavenderblush", "lawngreen", "lemonchiffon", "lightblue", "lightcoral", "lightcyan",
    "lightgoldenrodyellow", "lightgray", "lightgreen", "lightgrey", "lightpink", "lightsalmon",
    "lightseagreen", "lightskyblue", "lightslategray", "lightslategrey", "lightsteelblue", "lightyellow",
    "lime", "limegreen", "linen", "magenta", "maroon", "mediumaquamarine", "mediumblue", "mediumorchid",
    "mediumpurple", "mediumseagreen", "mediumslateblue", "mediumspringgreen", "mediumturquoise",
    "mediumvioletred", "midnightblue", "mintcream", "mistyrose", "moccasin", "navajowhite", "navy", "oldlace",
    "olive", "olivedrab", "orange", "orangered", "orchid", "palegoldenrod", "palegreen", "paleturquoise",
    "palevioletred", "papayawhip", "peachpuff", "peru", "pink", "plum", "powderblue", "purple",
    "rebeccapurple", "red", "rosybrown", "royalblue", "saddlebrown", "salmon", "sandybrown", "seagreen",
    "seashell", "sienna", "silver", "skyblue", "slateblue", "slategray", "slategrey", "snow", "springgreen",
    "steelblue", "tan", "teal", "thistle", "tomato", "transparent", "turquoise", "violet", "wheat", "white",
    "whitesmoke", "yellow", "yellowgreen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_names_are_sorted_so_that_they_are_found() {
        assert!(COLOR_NAMES.is_sorted());
        assert!(COLOR_NAMES.iter().all(|name| color(name).is_some()));
    }

    #[test]
    fn colours_of_every_notation_pass() {
        for value in [
            "#fff",
            "#FFAA00cc",
            "RebeccaPurple",
            "rgb(1, 2, 3)",
            "rgba(1 2 3 / 50%)",
            "hsl(120deg 10% 20%)",
            "oklch(0.7 0.1 none)",
            "var(--tt-color-highlight-green)",
            "transparent",
        ] {
            assert_eq!(color(value), Some(value));
        }
        assert_eq!(color("  red "), Some("red"));
    }

    #[test]
    fn what_is_no_colour_is_ignored() {
        for value in [
            "",
            "notacolour",
            "#12",
            "#ggg",
            "url(https://a.example)",
            "red;background:url(x)",
            "expression(alert(1))",
            "rgb(url(x))",
            "rgb(1,2,3",
            "rgb(calc(1))",
            "rgb()",
            "var(--a, url(x))",
            "var(--a)b",
            "red}",
            "r\\65 d",
            "red/**/",
        ] {
            assert_eq!(color(value), None, "{value}");
        }
        assert_eq!(color(&"a".repeat(1_000)), None);
    }

    #[test]
    fn sizes_and_heights_are_numbers_with_units() {
        for value in ["16px", "1.25rem", ".5em", "120%", "small", "var(--size)"] {
            assert_eq!(font_size(value), Some(value));
        }
        for value in ["16", "-1px", "1e9px", "99999px", "calc(1px)", "1px;x", "px", "1.px", "NaNpx", "1 px"] {
            assert_eq!(font_size(value), None, "{value}");
        }
        for value in ["1.5", "2", "24px", "150%", "normal"] {
            assert_eq!(line_height(value), Some(value));
        }
        assert_eq!(line_height("."), None);
        assert_eq!(line_height("1.5)"), None);
    }

    #[test]
    fn families_are_names_in_a_list() {
        for value in
            ["Inter", "\"Times New Roman\", serif", "'Noto Sans JP', 明朝", "Comic Sans MS, Comic Sans"]
        {
            assert_eq!(font_family(value), Some(value));
        }
        for value in
            ["a;b", "\"a", "a\"b", "url(x)", "", ",", "a,,b", "'a\"b'", "\"a\\\"b\"", "a:b", "</style>"]
        {
            assert_eq!(font_family(value), None, "{value}");
        }
    }

    #[test]
    fn filtering_keeps_only_checked_declarations() {
        assert_eq!(
            filter("color: red; position: fixed; background-color: url(x); font-size:12px;;x").as_deref(),
            Some("color: red; font-size: 12px")
        );
        assert_eq!(filter("width: 120px; min-width: 1e3px").as_deref(), Some("width: 120px"));
        assert_eq!(filter("behavior: url(x)"), None);
    }
}
