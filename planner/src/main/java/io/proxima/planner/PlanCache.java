package io.proxima.planner;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.Catalog;
import io.proxima.grammar.StatementText;
import io.proxima.planner.expression.Conversion;
import io.proxima.sql.Footprint;
import io.proxima.sql.LiteralPlace;
import io.proxima.sql.Literals;
import io.proxima.sql.SqlCompiler;
import io.proxima.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps plans, so that a statement that differs from an earlier one only in space, comments, case
/// and in literals that change neither types nor shape is not planned again.
///
/// The key of a plan is the normalised text with the types of those literals and the others as
/// written and the current schema. No setting changes a plan. A plan is good as long as the tables
/// it was made for are what they were.
///
/// `P` is what is made of a compiled statement; it must be immutable.
///
/// - **Threads:** thread-safe.
public final class PlanCache<P> {
  private static final int MAX_LITERALS = 256;
  private static final int MAX_KEY_CHARS = 16_384;
  private static final String OTHERS = "…";
  private static final int MAX_SHAPES = 1_000;

  /// The cache takes one part in so many of the memory, and texts one part in so many of that.
  private static final int MEMORY_SHARE = 32;

  private static final int TEXT_SHARE = 8;
  private static final long PLAN_BYTES = 4_096;

  private final SqlCompiler compiler;
  private final Planning<P> planning;
  private final Lru<String, Shape> shapes;
  private final Lru<String, StatementCounters> statistics;
  private final Lru<Key, Entry<P>> plans;

  /// What a compiled statement becomes.
  @FunctionalInterface
  public interface Planning<P> {
    /// Plans a statement.
    Made<P> plan(Statement statement);
  }

  /// A plan, and whether it may serve another time.
  public record Made<P>(P plan, boolean isReusable) {}

  /// Under which circumstances a text is planned.
  public record Scope(Catalog catalog, String schema) {}

  /// The plan for a text: `literals` are the values of its last parameters, `counters` those of its
  /// normalised text.
  public record Found<P>(
      P plan, List<Object> literals, Footprint footprint, StatementCounters counters) {}

  private record Shape(List<LiteralPlace> places, long bytes) {}

  private static long bytes(StatementCounters counters) {
    return 256 + 2L * counters.text().length();
  }

  private record Key(String text, String literals, String schema) {}

  private record Entry<P>(
      P plan, Footprint footprint, List<Literals.Conversion> conversions, long bytes) {}

  /// A cache of plans that `planning` makes. It sets aside what it may take of `memory`, a small
  /// part of it at most, and never gives it back.
  public PlanCache(
      SqlCompiler compiler, Planning<P> planning, PlanCacheSettings settings, MemoryBudget memory) {
    this.compiler = compiler;
    this.planning = planning;
    long bytes = Math.min(settings.maxBytes(), memory.limitBytes() / MEMORY_SHARE);
    memory.reserve("plans of statements", bytes);
    this.shapes = new Lru<>(MAX_SHAPES, bytes / TEXT_SHARE, Shape::bytes);
    this.statistics = new Lru<>(MAX_SHAPES, bytes / TEXT_SHARE, PlanCache::bytes);
    this.plans = new Lru<>(settings.maxEntries(), bytes - 2 * (bytes / TEXT_SHARE), Entry::bytes);
  }

  /// The plan for a text.
  ///
  /// @throws ProximaException as compiling and planning the text do
  public Found<P> find(String sql, Scope scope) {
    StatementText text = StatementText.of(sql);
    if (text == null || text.literals().size() > MAX_LITERALS || isLong(text.key())) {
      return written(sql, text, scope);
    }
    Shape shape = shapes.get(text.key());
    if (shape == null) {
      return made(text, compiler.lift(text, scope.catalog, scope.schema), scope);
    }
    Literals literals = Literals.of(text, shape.places);
    Entry<P> entry = plans.get(key(text, literals, scope));
    if (entry == null || !entry.footprint.holds(scope.catalog, scope.schema)) {
      return made(text, compiled(text, shape, scope), scope);
    }
    if (!areConvertible(literals, entry.conversions)) {
      return written(sql, text, scope);
    }
    StatementCounters counters = counters(text);
    counters.hit();
    return new Found<>(entry.plan, literals.values(), entry.footprint, counters);
  }

  /// The plan for a text with its literals as they are, which is not kept.
  ///
  /// @throws ProximaException as compiling and planning the text do
  public Found<P> findWritten(String sql, Scope scope) {
    return written(sql, StatementText.of(sql), scope);
  }

  /// What was counted of each normalised text, as far as it is known still.
  public List<StatementCounters> statistics() {
    return statistics.values();
  }

  private static boolean isLong(String partOfKey) {
    return partOfKey.length() > MAX_KEY_CHARS;
  }

  private static Key key(StatementText text, Literals literals, Scope scope) {
    return new Key(text.key(), literals.signature(), scope.schema);
  }

  /// Once the literals of a text had to stay as they are, those of its like do, too.
  private SqlCompiler.Lifted compiled(StatementText text, Shape shape, Scope scope) {
    return shape.places.stream().allMatch(LiteralPlace.FIXED::equals)
        ? compiler.fixed(text.sql(), shape.places.size(), scope.catalog, scope.schema)
        : compiler.lift(text, scope.catalog, scope.schema);
  }

  private Found<P> made(StatementText text, SqlCompiler.Lifted lifted, Scope scope) {
    Literals literals = Literals.of(text, lifted.places());
    if (!areConvertible(literals, lifted.conversions())) {
      return written(text.sql(), text, scope);
    }
    Made<P> made;
    try {
      made = planning.plan(lifted.statement());
    } catch (ProximaException e) {
      if (literals.values().isEmpty()) {
        throw e;
      }
      int count = text.literals().size();
      return made(text, compiler.fixed(text.sql(), count, scope.catalog, scope.schema), scope);
    }
    StatementCounters counters = counters(text);
    counters.missed();
    if (made.isReusable && !isLong(literals.signature())) {
      long bytes = PLAN_BYTES + 64L * text.key().length() + 2L * literals.signature().length();
      shapes.put(text.key(), new Shape(lifted.places(), 256 + 2L * text.key().length()));
      plans.put(
          key(text, literals, scope),
          new Entry<>(made.plan, lifted.footprint(), lifted.conversions(), bytes));
    }
    return new Found<>(made.plan, literals.values(), lifted.footprint(), counters);
  }

  private static boolean areConvertible(Literals literals, List<Literals.Conversion> conversions) {
    for (Literals.Conversion conversion : conversions) {
      Object value = literals.values().get(conversion.value());
      try {
        Conversion.value(value, conversion.from(), conversion.to());
      } catch (ProximaException e) {
        return false;
      }
    }
    return true;
  }

  private Found<P> written(String sql, @Nullable StatementText text, Scope scope) {
    SqlCompiler.Lifted compiled = compiler.fixed(sql, 0, scope.catalog, scope.schema);
    Made<P> made = planning.plan(compiled.statement());
    StatementCounters counters = counters(text);
    counters.missed();
    return new Found<>(made.plan, List.of(), compiled.footprint(), counters);
  }

  /// Texts that have no key, or too long a one, are counted together: what they say stays unsaid.
  private StatementCounters counters(@Nullable StatementText text) {
    String key = text == null || isLong(text.key()) ? OTHERS : text.key();
    return statistics.get(key, () -> new StatementCounters(StatementText.shown(key)));
  }
}
