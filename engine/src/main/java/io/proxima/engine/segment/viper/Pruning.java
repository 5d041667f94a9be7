package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.TableDef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Tells of blocks whether a row may pass a predicate: by what is known of the whole row group
/// (bounds, dictionary, Bloom filter), and then by the bounds of the block.
///
/// - **Threads:** one thread.
final class Pruning implements IntPredicate {
  private final ViperColumns columns;
  private final TableDef table;
  private final Predicate predicate;
  private final Pruned pruned;

  /// By the row group: whether a row of it may pass, as far as that was asked.
  private final Map<Integer, Boolean> groups = new HashMap<>();

  private int group = -1;

  Pruning(ViperColumns columns, TableDef table, Predicate predicate, Pruned pruned) {
    this.columns = columns;
    this.table = table;
    this.predicate = predicate;
    this.pruned = pruned;
  }

  /// What can be known of a range of rows without looking at them.
  private interface Evidence {
    /// The bounds of a column, or null if nothing is known.
    @Nullable Bounds bounds(int column);

    /// Whether a column may hold a value that is within its bounds.
    boolean mayContain(int column, Object value);
  }

  @Override
  public boolean test(int block) {
    group = block / columns.groupBlocks();
    if (!groups.computeIfAbsent(group, this::groupMayPass)) {
      return false;
    }
    boolean mayPass = mayPass(predicate, new BlockEvidence(block));
    if (!mayPass) {
      pruned.blocksByBounds.increment();
    }
    return mayPass;
  }

  private boolean groupMayPass(int number) {
    boolean mayPass = mayPass(predicate, new GroupEvidence(number));
    if (!mayPass) {
      pruned.groupsByBounds.increment();
    }
    return mayPass;
  }

  private boolean mayPass(Predicate term, Evidence evidence) {
    return switch (term) {
      case Predicate.And(var terms) -> terms.stream().allMatch(t -> mayPass(t, evidence));
      case Predicate.Or(var terms) -> terms.stream().anyMatch(t -> mayPass(t, evidence));
      case Predicate.IsNull(int column, boolean negated) -> {
        Bounds bounds = evidence.bounds(column);
        yield bounds == null || (negated ? !bounds.isAllNull() : bounds.nulls() > 0);
      }
      case Predicate.Compare(int column, Predicate.Operator operator, Object value) ->
          mayPass(column, operator, value, evidence);
      case Predicate.In(int column, var values) ->
          values.stream()
              .anyMatch(value -> mayPass(column, Predicate.Operator.EQUAL, value, evidence));
    };
  }

  private boolean mayPass(
      int column, Predicate.Operator operator, Object value, Evidence evidence) {
    Bounds bounds = evidence.bounds(column);
    if (bounds == null) {
      return true;
    }
    if (bounds.isAllNull()) {
      return false;
    }
    if (bounds.min() != null && bounds.max() != null) {
      Comparator<Object> order = ValueOrder.of(table.columns().get(column).type().kind());
      int fromMin = order.compare(value, bounds.min());
      int fromMax = order.compare(value, bounds.max());
      boolean within =
          switch (operator) {
            case EQUAL -> fromMin >= 0 && fromMax <= 0;
            case NOT_EQUAL -> fromMin != 0 || fromMax != 0;
            case LESS -> fromMin > 0;
            case LESS_OR_EQUAL -> fromMin >= 0;
            case GREATER -> fromMax < 0;
            case GREATER_OR_EQUAL -> fromMax <= 0;
          };
      if (!within) {
        return false;
      }
    }
    return operator != Predicate.Operator.EQUAL || evidence.mayContain(column, value);
  }

  /// Of a row group.
  private final class GroupEvidence implements Evidence {
    private final int of;

    GroupEvidence(int of) {
      this.of = of;
    }

    @Override
    public @Nullable Bounds bounds(int column) {
      return columns.groupBounds(column, of);
    }

    @Override
    public boolean mayContain(int column, Object value) {
      ScalarChunk chunk = columns.scalarChunk(column, of);
      if (chunk == null) {
        return true;
      }
      if (chunk.isNotInDictionary(value)) {
        pruned.valuesByDictionary.increment();
        return false;
      }
      if (chunk.isNotInFilter(value)) {
        pruned.valuesByFilter.increment();
        return false;
      }
      return true;
    }
  }

  /// Of a block.
  private final class BlockEvidence implements Evidence {
    private final int block;

    BlockEvidence(int block) {
      this.block = block;
    }

    @Override
    public @Nullable Bounds bounds(int column) {
      ScalarChunk chunk = columns.scalarChunk(column, group);
      return chunk == null ? null : chunk.bounds(block % columns.groupBlocks());
    }

    @Override
    public boolean mayContain(int column, Object value) {
      return true;
    }
  }
}
