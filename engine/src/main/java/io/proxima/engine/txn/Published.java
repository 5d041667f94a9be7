package io.proxima.engine.txn;

import io.proxima.engine.lsm.Version;

/// What is visible to all: the tables and the last commit.
///
/// - **Threads:** immutable.
public record Published(Version version, long sequence) {}
