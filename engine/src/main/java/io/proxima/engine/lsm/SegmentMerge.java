package io.proxima.engine.lsm;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Evolution;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.HiddenColumn;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.SegmentLists;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The rows of some segments on their way into one.
///
/// Rows that no snapshot can see any more are left behind: those deleted at or before the horizon,
/// and those that expired at or before a time. What was deleted later goes along, and its deletion
/// into the mask of the new segment.
///
/// First `select`, then `order`, then `writeTo`.
///
/// - **Threads:** one thread at a time; rows of the segments may be deleted meanwhile.
public final class SegmentMerge implements LooseRows {
  private static final int LEFT_BEHIND = -1;

  private final TableDef table;
  private final List<SegmentReader> inputs;
  private final long horizon;
  private final long expiredMicros;
  private final Map<Integer, Evolution> evolutions = new HashMap<>();

  /// By the input: the ords of the rows that are kept, ascending.
  private final List<int[]> kept = new ArrayList<>();

  /// By the input: the place of its first row.
  private final int[] firstPlaces;

  /// By the place of a row, which is its number in the order of the inputs.
  private int[] newOrds = new int[0];

  private int rowCount;
  private Clustering.@Nullable Assignment assignment;
  private long carriedUpTo;

  private record Deletion(int ord, long sequence) {}

  /// The rows of `inputs` that somebody may see who reads at `horizon` or later, and later than
  /// `expiredMicros`.
  public SegmentMerge(
      TableDef table, List<SegmentReader> inputs, long horizon, long expiredMicros) {
    this.table = table;
    this.inputs = List.copyOf(inputs);
    this.firstPlaces = new int[inputs.size() + 1];
    this.horizon = horizon;
    this.expiredMicros = expiredMicros;
    this.carriedUpTo = horizon;
  }

  /// The heap that it takes beside the columns that are being copied.
  public static long memoryBytes(List<SegmentReader> inputs) {
    return inputs.stream().mapToLong(input -> 2L * Integer.BYTES * input.rowCount()).sum();
  }

  /// Finds out which rows are kept.
  public void select(Cancellation cancellation) {
    int[] rows = new int[RowSource.BLOCK_ROWS];
    for (SegmentReader input : inputs) {
      int[] ords = new int[input.rowCount()];
      int count = 0;
      for (int block = 0; block * RowSource.BLOCK_ROWS < ords.length; block++) {
        cancellation.check();
        int left = dropExpired(input, block, rows, input.notDeleted(block, horizon, rows));
        for (int i = 0; i < left; i++) {
          ords[count++] = block * RowSource.BLOCK_ROWS + rows[i];
        }
      }
      kept.add(count == ords.length ? ords : Arrays.copyOf(ords, count));
      rowCount = Math.addExact(rowCount, count);
      firstPlaces[kept.size()] = rowCount;
    }
    newOrds = RowPlaces.inOrder(rowCount);
  }

  private int dropExpired(SegmentReader input, int block, int[] rows, int count) {
    if (input.summary().firstExpiry() > expiredMicros) {
      return count;
    }
    LongColumn expiry = input.columns().hidden(HiddenColumn.EXPIRES_AT, block);
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += expiry.isNull(row) || expiry.values()[row] > expiredMicros ? 1 : 0;
    }
    return left;
  }

  /// Puts the rows in the order in which they are written: list by list, and in each list segment
  /// by segment.
  ///
  /// @param form that of a new epoch
  /// @param current the epoch of the table, or null
  /// @param mayReplace whether another one may take its place
  /// @param ids gives the id of a new one
  public void order(
      Clustering clustering,
      Form form,
      @Nullable EpochId current,
      boolean mayReplace,
      LongSupplier ids) {
    assignment = clustering.assign(table, form, this, current, mayReplace, ids);
    if (assignment != null) {
      newOrds = assignment.lists();
      RowPlaces.toOrds(newOrds, assignment.sizes());
    }
  }

  /// The order of the rows, or null if they are in that of the segments.
  public @Nullable ListOrder order() {
    return assignment == null ? null : new ListOrder(assignment.epoch(), assignment.sizes());
  }

  /// The epoch that was trained for these rows, if one was.
  public List<EpochId> newEpochs() {
    return assignment != null && assignment.isNew() ? List.of(assignment.epoch().id()) : List.of();
  }

  /// Adds the rows to `writer`.
  public void writeTo(SegmentWriter writer, MemoryBudget budget, Cancellation cancellation) {
    try (MergeWindow window = new MergeWindow(this, assignment != null, budget)) {
      for (int from = 0; from < rowCount; from += window.rows()) {
        window.write(from, Math.min(rowCount, from + window.rows()), writer, cancellation);
      }
    }
  }

  TableDef table() {
    return table;
  }

  List<SegmentReader> inputs() {
    return inputs;
  }

  /// The ords of the rows of an input that are kept, ascending.
  int[] kept(int input) {
    return kept.get(input);
  }

  /// The ord that a row gets which is kept of an input.
  int newOrd(int input, int index) {
    return newOrds[firstPlaces[input] + index];
  }

  /// The number of rows kept of an input that come, for sure, before the ord `ord`.
  int startOf(int input, int ord) {
    int count = kept.get(input).length;
    return assignment == null ? Math.clamp((long) ord - firstPlaces[input], 0, count) : 0;
  }

  /// The number of rows kept of an input without those that come, for sure, at `ord` or later.
  int endOf(int input, int ord) {
    int count = kept.get(input).length;
    return assignment == null ? Math.clamp((long) ord - firstPlaces[input], 0, count) : count;
  }

  /// Appends values of a column of the table as it is now.
  void copy(int input, int column, int[] ords, int from, int to, ColumnBuilder out) {
    SegmentReader segment = inputs.get(input);
    TableDef then = segment.table();
    if (then.version() == table.version()) {
      segment.columns().copy(column, ords, from, to, out);
      return;
    }
    Evolution evolution =
        evolutions.computeIfAbsent(then.version(), _ -> Evolution.of(then, table));
    int origin = evolution.origin(column);
    if (origin < 0) {
      evolution.fill(column).append(to - from, out);
    } else {
      segment.columns().copy(origin, ords, from, to, out);
    }
  }

  @Override
  public void vectors(int column, int[] places, int count, VectorColumnBuilder out) {
    int[] ords = new int[count];
    int input = 0;
    int done = 0;
    for (int i = 0; i < count; i++) {
      while (places[i] >= firstPlaces[input + 1]) {
        copy(input, column, ords, done, i, out);
        done = i;
        input++;
      }
      ords[i] = kept.get(input)[places[i] - firstPlaces[input]];
    }
    copy(input, column, ords, done, count, out);
  }

  @Override
  public double knownLists(EpochId epoch, int[] lists) {
    double residuals = 0;
    for (int input = 0; input < inputs.size(); input++) {
      SegmentLists known = inputs.get(input).columns().lists();
      if (known != null && known.epoch() == epoch.number()) {
        int withVector = fill(known, input, lists);
        residuals += known.residuals() / Math.max(1, known.vectorCount()) * withVector;
      }
    }
    return residuals;
  }

  private int fill(SegmentLists known, int input, int[] lists) {
    int withVector = 0;
    int list = 0;
    int[] ords = kept.get(input);
    for (int i = 0; i < ords.length; i++) {
      while (list < known.count() && ords[i] >= known.firstOrds()[list + 1]) {
        list++;
      }
      boolean hasList = list < known.count();
      lists[firstPlaces[input] + i] = hasList ? known.numbers()[list] : NO_LIST;
      withVector += hasList ? 1 : 0;
    }
    return withVector;
  }

  /// The number of rows that are written.
  @Override
  public int rowCount() {
    return rowCount;
  }

  /// Deletes from the new segment what was deleted from the old ones up to `sequence`, apart from
  /// what an earlier call did; the old ones must have all of these deletions.
  public void carryDeletes(SegmentReader output, long sequence) {
    List<Deletion> deletions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      inputs
          .get(i)
          .forEachDeleted(
              carriedUpTo,
              sequence,
              (ord, deletedAt) -> deletions.add(new Deletion(newOrdOf(input, ord), deletedAt)));
    }
    deletions.removeIf(deletion -> deletion.ord() == LEFT_BEHIND); // it had expired
    deletions.sort(Comparator.comparingLong(Deletion::sequence));
    deletions.forEach(deletion -> output.delete(deletion.ord(), deletion.sequence()));
    carriedUpTo = Math.max(carriedUpTo, sequence);
  }

  private int newOrdOf(int input, int ord) {
    int index = Arrays.binarySearch(kept.get(input), ord);
    return index < 0 ? LEFT_BEHIND : newOrd(input, index);
  }
}
