package io.proxima.engine;

import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.util.random.RandomGenerator;

/// What an engine takes from outside so that tests can replace it.
public record EngineSeams(
    Clock clock, Scheduler scheduler, RandomGenerator random, Failpoints failpoints) {}
