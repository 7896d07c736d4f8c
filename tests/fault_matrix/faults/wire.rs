//! What is wrong with bytes: connections, transfer, encoding.

use std::sync::LazyLock;
use std::time::Duration;

use super::{Fault, answers, every, fault, is_items, is_list};
use crate::faults::At;
use crate::http::{Asked, Response, Step};

/// All of them.
pub(super) fn all() -> Vec<Fault> {
    [connections(), transfer(), content(), size()].concat()
}

fn connections() -> Vec<Fault> {
    vec![
        fault("connection refused", At::Refuse),
        fault("accepted, then closed", At::CloseAccepted),
        answers("closed without an answer", every, |_, _, _| {
            vec![Step::Close]
        }),
        answers("reset within the head", every, |_, good, _| {
            let head = good.head_for(good.bytes().len());
            vec![part(&head), Step::Reset]
        }),
        answers("reset within the body", every, |_, good, _| {
            let body = part(good.bytes());
            vec![
                Step::Send(good.head_for(good.bytes().len())),
                body,
                Step::Reset,
            ]
        }),
        answers(
            "closed after each answer, without notice",
            every,
            |_, good, _| vec![Step::Send(good.whole()), Step::Close],
        )
        .harmless(),
        answers("no answer at all", every, |_, _, _| vec![Step::Hang]),
        answers("silence after the head", every, |_, good, _| {
            vec![Step::Send(good.head_for(good.bytes().len())), Step::Hang]
        }),
        answers("one byte a second", every, |_, good, _| {
            let head = good.head_for(1 << 20);
            vec![
                Step::Send(head),
                Step::Drip(b" ".to_vec(), Duration::from_secs(1)),
            ]
        }),
        answers("whole, but after 12 s", every, |_, good, _| {
            let pause = Step::Pause(Duration::from_secs(12));
            vec![pause, Step::Send(good.whole())]
        }),
    ]
}

fn transfer() -> Vec<Fault> {
    vec![
        answers("shorter than announced", every, |_, good, _| {
            let head = good.head_for(good.bytes().len() + 10);
            vec![
                Step::Send(head),
                Step::Send(good.bytes().to_vec()),
                Step::Close,
            ]
        }),
        answers("cut-off JSON of the right length", every, |_, good, _| {
            let half = half(good.bytes());
            good.body(half).sent()
        }),
        answers("chunks that break off", every, |_, good, _| {
            let chunk = chunk(half(good.bytes()));
            vec![
                Step::Send(good.head(CHUNKED)),
                Step::Send(chunk),
                Step::Close,
            ]
        }),
        answers("chunks of no size", every, |_, good, _| {
            let garbage = Step::Send(b"what?\r\n\r\n".to_vec());
            vec![Step::Send(good.head(CHUNKED)), garbage, Step::Close]
        }),
        answers("HTTP/1.0", every, |_, good, _| {
            let good = good.old();
            let body = Step::Send(good.bytes().to_vec());
            vec![Step::Send(good.head("")), body, Step::Close]
        })
        .harmless(),
        answers("not HTTP", every, |_, _, _| {
            vec![
                Step::Send(b"220 mail.example.com ESMTP\r\n".to_vec()),
                Step::Close,
            ]
        }),
    ]
}

fn content() -> Vec<Fault> {
    vec![
        answers("not JSON", every, |_, good, _| {
            good.body("{\"a\": nope}").sent()
        }),
        answers("JSON called text/plain", every, |_, good, _| {
            good.header("Content-Type", "text/plain").sent()
        })
        .harmless(),
        answers("JSON called text/html", every, |_, good, _| {
            good.header("Content-Type", "text/html").sent()
        })
        .harmless(),
        answers("JSON of no type", every, |_, good, _| {
            good.without("Content-Type").sent()
        })
        .harmless(),
        answers("a web page", every, |_, good, _| web_page(good).sent()),
        answers(
            "bytes that are not UTF-8 in strings",
            every,
            |_, good, _| {
                let text = String::from_utf8(good.bytes().to_vec()).unwrap();
                let parts: Vec<_> = text.split("message ").map(str::as_bytes).collect();
                good.body(parts.join(&b"m\xff\xfe\xc3age "[..])).sent()
            },
        )
        .harmless(),
        answers("garbled gzip", every, |_, good, _| {
            good.header("Content-Encoding", "gzip").sent()
        }),
        answers("no content (204)", every, |_, good, _| {
            vec![Step::Send(good.status(204).head(""))]
        }),
        answers("an empty body", every, |_, good, _| good.body("").sent()),
    ]
}

fn size() -> Vec<Fault> {
    vec![
        answers("a gzip bomb", is_list, |_, good, _| {
            let good = good.header("Content-Encoding", "gzip");
            good.body(BOMB.as_slice()).sent()
        }),
        answers("a list without end", is_list, |_, good, _| {
            let flood = Step::Flood(chunk(vec![b' '; 1 << 20]));
            vec![Step::Send(good.head(CHUNKED)), flood]
        }),
        answers("a list announced as 1 TiB", is_list, |_, good, _| {
            let flood = Step::Flood(vec![b' '; 1 << 16]);
            vec![Step::Send(good.head_for(1 << 40)), flood]
        }),
        answers("an item of 20 MB", is_items, |asked, good, _| {
            huge_item(asked, good)
        })
        .harmless(),
    ]
}

/// A web page in the place of the answer, as a proxy or a sign-in portal would send it.
pub(super) fn web_page(good: Response) -> Response {
    let good = good.header("Content-Type", "text/html; charset=utf-8");
    good.body("<!DOCTYPE html><title>Sign in</title>")
}

/// The conversation's items, the last of them with one endless line.
fn huge_item(asked: &Asked, good: Response) -> Vec<Step> {
    if asked.conversation.as_deref() != Some(crate::clinic::OPEN) {
        return good.sent();
    }
    let line = "\u{1b}[31mA very long line. ".repeat(1_000_000);
    good.edit(|page| {
        let items = page["conversationItems"].as_array_mut().unwrap();
        items
            .iter_mut()
            .take(1)
            .for_each(|item| item["text"] = line.as_str().into());
    })
    .sent()
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

fn chunk(bytes: Vec<u8>) -> Vec<u8> {
    let size = format!("{:x}\r\n", bytes.len()).into_bytes();
    [size, bytes, b"\r\n".to_vec()].concat()
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

fn part(bytes: &[u8]) -> Step {
    Step::Send(half(bytes))
}

/// Made once: it takes a while.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(gzip_bomb);

/// A gzip stream that unpacks to 64 MiB of blanks: a blank, then "the last byte again, 258 times" in the
/// fixed codes, 13 bits each.
fn gzip_bomb() -> Vec<u8> {
    // Last block, fixed codes; a blank. Bits are written as they follow each other.
    let mut bits: Vec<u8> = vec![1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0];
    let again = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    bits.extend(std::iter::repeat_n(again, (64 << 20) / 258).flatten());
    bits.extend([0; 7]);
    let bytes = bits.chunks(8).map(|bits| {
        let place = |(at, bit): (usize, &u8)| bit << at;
        bits.iter().enumerate().map(place).sum::<u8>()
    });
    // The checksum and the length at the end are wrong: nobody is to come that far.
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    head.into_iter().chain(bytes).chain([0; 8]).collect()
}
