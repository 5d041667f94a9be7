package io.proxima.engine.upkeep;

import java.util.Optional;
import java.util.OptionalInt;

/// Background work that is asked for: of what kind and for which table, if for one; whether it is
/// being done, how often it has failed, and why it did the last time.
public record BackgroundJob(
    String kind, OptionalInt tableId, boolean isRunning, int failures, Optional<String> error) {}
