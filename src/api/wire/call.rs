//! A call as sent (OpenAPI: `conversationItem_PhoneCallEvent`, `conversationItem_VideoCallEvent`).

use std::time::Duration;

use serde::de::MapAccess;

use super::lenient::{Count, Flag, Many, Maybe, Object, Text, skip, take};
use crate::model::item::{Call, Direction, Medium, Transcription, Voicemail};

/// Longest call believed, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 60 * 60;

/// The fields that are read, of both kinds of calls. `initiatedBy`, an object for one and a string for
/// the other, is not needed. Without data a call counts as not answered: an alarm too many is better
/// than one too few.
#[derive(Default)]
pub(super) struct CallRow<'de> {
    answered: Flag,
    failed: Flag,
    spam: Flag,
    duration: Count,
    voicemail: Maybe<Audio<'de>>,
    recordings: Many<Audio<'de>>,
}

impl CallRow<'_> {
    pub(super) fn call(&self, medium: Medium, direction: Direction) -> Call {
        Call {
            medium,
            direction,
            answered: self.answered.is_set(),
            failed: self.failed.is_set(),
            spam: self.spam.is_set(),
            duration: Duration::from_secs(self.duration.0.unwrap_or(0).min(LONGEST)),
            voicemail: self.voicemail.0.as_ref().map(|audio| Voicemail {
                transcription: audio.transcription(),
            }),
            recordings: self.recordings.0.len(),
        }
    }
}

impl<'de> Object<'de> for CallRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "answered" => self.answered = take(object)?,
            "failed" => self.failed = take(object)?,
            "spam" => self.spam = take(object)?,
            "duration" => self.duration = take(object)?,
            "voicemail" => self.voicemail = take(object)?,
            "recordings" => self.recordings = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// A voicemail or a recording (OpenAPI: `conversationItem_AudioAttachment`).
#[derive(Default)]
struct Audio<'de> {
    transcription: Maybe<TranscriptionRow<'de>>,
}

impl Audio<'_> {
    fn transcription(&self) -> Option<Transcription> {
        Some(match self.transcription.0.as_ref()?.status.get()? {
            "completed" => Transcription::Completed,
            "pending" => Transcription::Pending,
            "failed" => Transcription::Failed,
            "noSpeech" => Transcription::NoSpeech,
            _ => Transcription::Other,
        })
    }
}

impl<'de> Object<'de> for Audio<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "transcription" => self.transcription = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

/// A transcription job (OpenAPI: `conversationItem_Transcription`).
#[derive(Default)]
struct TranscriptionRow<'de> {
    status: Text<'de>,
}

impl<'de> Object<'de> for TranscriptionRow<'de> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "status" => self.status = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}
