package io.proxima.server.session;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.TimeSettings;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.planner.PlanCache;
import io.proxima.planner.PlanCacheSettings;
import io.proxima.planner.Planner;
import io.proxima.sql.SqlCompiler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// An open database with everything its sessions share: the composition root.
///
/// - **Threads:** thread-safe.
final class Database implements AutoCloseable {
  /// Statements keep their rows on the heap, of which they get one part in so many.
  private static final int HEAP_SHARE = 2;

  /// What one statement gets of the database's memory, if it is not set.
  private static final int STATEMENT_SHARE = 4;

  private final Storage storage;
  private final Clock clock;
  private final Scheduler scheduler;
  private final EngineSettings settings;
  private final PlanCacheSettings planSettings;
  private final CopyRoots copyRoots;
  private final Engine engine;
  private final MemoryBudget statements;
  private final SqlCompiler compiler = new SqlCompiler();
  private final Planner planner = new Planner();
  private final PlanCache<Planned> plans;
  private final ConcurrentSkipListMap<Long, LocalSession> sessions = new ConcurrentSkipListMap<>();
  private final AtomicLong lastSession = new AtomicLong();

  private Database(
      Storage storage,
      Clock clock,
      Scheduler scheduler,
      EngineSettings settings,
      PlanCacheSettings planSettings,
      CopyRoots copyRoots,
      Engine engine) {
    this.copyRoots = copyRoots;
    this.planSettings = planSettings;
    this.plans =
        new PlanCache<>(
            compiler, statement -> Planned.of(statement, planner), planSettings, engine.memory());
    this.storage = storage;
    this.clock = clock;
    this.scheduler = scheduler;
    this.settings = settings;
    this.engine = engine;
    this.statements =
        engine
            .memory()
            .part(
                Math.min(
                    engine.memory().limitBytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE),
                " for all statements together, which is half the Java heap");
  }

  /// Opens the database on a storage, which it closes when it is closed.
  static Database open(Storage storage, Clock clock, ProximaUrl url) {
    EngineSettings settings = settings(url);
    CopyRoots copyRoots = CopyRoots.of(url);
    Scheduler scheduler = Scheduler.threads();
    boolean opened = false;
    try {
      Engine engine =
          Engine.open(
              storage,
              settings,
              new EngineSeams(clock, scheduler, new SecureRandom(), Failpoints.NONE));
      opened = true;
      return new Database(
          storage, clock, scheduler, settings, planSettings(url), copyRoots, engine);
    } finally {
      if (!opened) {
        scheduler.close();
      }
    }
  }

  private static EngineSettings settings(ProximaUrl url) {
    EngineSettings defaults = EngineSettings.defaults();
    TimeSettings times = defaults.time();
    return defaults
        .withMaxMemory(url.number(UrlProperty.MAX_MEMORY, defaults.maxMemoryBytes()))
        .withReserve(url.number(UrlProperty.DISK_RESERVE, defaults.reserveBytes()))
        .withCompactionRate(
            url.number(UrlProperty.COMPACTION_RATE, defaults.upkeep().compactionRate()))
        .withTime(
            new TimeSettings(
                seconds(url, UrlProperty.HISTORY_RETENTION, times.historyRetention()),
                seconds(url, UrlProperty.TTL_PURGE_GRACE, times.ttlPurgeGrace())));
  }

  private static Duration seconds(ProximaUrl url, UrlProperty property, Duration usual) {
    return Duration.ofSeconds(url.number(property, usual.toSeconds()));
  }

  private static PlanCacheSettings planSettings(ProximaUrl url) {
    PlanCacheSettings defaults = PlanCacheSettings.defaults();
    return new PlanCacheSettings(
        (int) url.number(UrlProperty.PLAN_CACHE, defaults.maxEntries()), defaults.maxBytes());
  }

  /// Refuses a URL that asks for other limits than those the database was opened with.
  void checkSameSettings(ProximaUrl url) {
    numbers(settings, planSettings).forEach((property, opened) -> checkSame(url, property, opened));
    String askedRoots = url.text(UrlProperty.COPY_ROOTS);
    if (askedRoots != null) {
      requireSame(UrlProperty.COPY_ROOTS, askedRoots, copyRoots.text());
    }
  }

  private static Map<UrlProperty, Long> numbers(EngineSettings settings, PlanCacheSettings plans) {
    Map<UrlProperty, Long> numbers = new EnumMap<>(UrlProperty.class);
    numbers.put(UrlProperty.MAX_MEMORY, settings.maxMemoryBytes());
    numbers.put(UrlProperty.DISK_RESERVE, settings.reserveBytes());
    numbers.put(UrlProperty.COMPACTION_RATE, settings.upkeep().compactionRate());
    numbers.put(UrlProperty.PLAN_CACHE, (long) plans.maxEntries());
    numbers.put(UrlProperty.HISTORY_RETENTION, settings.time().historyRetention().toSeconds());
    numbers.put(UrlProperty.TTL_PURGE_GRACE, settings.time().ttlPurgeGrace().toSeconds());
    return numbers;
  }

  /// The properties that the database is open with, and what they are if they are not given.
  Map<UrlProperty, Property> properties() {
    Map<UrlProperty, Long> usual = numbers(EngineSettings.defaults(), PlanCacheSettings.defaults());
    Map<UrlProperty, Property> properties = new EnumMap<>(UrlProperty.class);
    numbers(settings, planSettings)
        .forEach((property, value) ->
            properties.put(
                property, new Property(value.toString(), String.valueOf(usual.get(property)))));
    properties.put(UrlProperty.COPY_ROOTS, new Property(copyRoots.text(), ""));
    return properties;
  }

  /// What a property is, and what it is if it is not given.
  record Property(String value, String usual) {}

  private void checkSame(ProximaUrl url, UrlProperty property, long opened) {
    requireSame(property, url.number(property, opened), opened);
  }

  private void requireSame(UrlProperty property, Object asked, Object opened) {
    if (!asked.equals(opened)) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "database "
              + storage.location()
              + " is open with "
              + property.text()
              + "="
              + opened
              + ", and cannot be opened with "
              + asked);
    }
  }

  Storage storage() {
    return storage;
  }

  Clock clock() {
    return clock;
  }

  /// Where files of the server may be copied from and to.
  CopyRoots copyRoots() {
    return copyRoots;
  }

  Engine engine() {
    return engine;
  }

  /// What one execution of a statement may keep: `limitBytes`, or if that is 0 a share of the
  /// database's memory.
  MemoryBudget statementMemory(long limitBytes) {
    return statements.part(
        limitBytes == 0 ? engine.memory().limitBytes() / STATEMENT_SHARE : limitBytes,
        "; the setting proxima.statement_memory gives a statement more");
  }

  SqlCompiler compiler() {
    return compiler;
  }

  PlanCache<Planned> plans() {
    return plans;
  }

  Planner planner() {
    return planner;
  }

  /// The number of a new session.
  long nextSession() {
    return lastSession.incrementAndGet();
  }

  /// Enters a session in the list.
  void enter(LocalSession session) {
    sessions.put(session.number(), session);
  }

  void leave(long number) {
    sessions.remove(number);
  }

  /// The sessions that are open, by number.
  Collection<LocalSession> sessions() {
    return sessions.values();
  }

  @Override
  public void close() {
    try (storage;
        scheduler) {
      engine.close();
    }
  }
}
