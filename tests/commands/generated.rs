//! Completions, manual pages, help topics, the schema, the version.
