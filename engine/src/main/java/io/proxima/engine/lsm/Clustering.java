package io.proxima.engine.lsm;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.EpochTrainer;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.epoch.ListFinder;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableOptions;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Finds the order in which rows go into a segment: by the lists of the table's epoch, which is
/// trained when there are enough rows for the first time, and anew when it does not fit any more.
///
/// - **Threads:** thread-safe.
public final class Clustering {
  private static final int LARGE_ROWS = 200_000;
  private static final int LIST_ROWS = 320;
  private static final int LIST_ROWS_OF_SMALL = 384;
  private static final int LEAST_LISTS = 26;
  private static final int MOST_LISTS = 1 << 20;
  private static final int SAMPLED_PER_LIST = 64;
  private static final int MOST_SAMPLE_BYTES = 64 << 20;
  private static final int BLOCK_BYTES = 4 << 20;
  private static final int MOST_BLOCK_ROWS = 2048;

  /// A list may be so many times larger than the mean one.
  private static final double MOST_IMBALANCE = 3;

  /// With fewer lists the largest says nothing.
  private static final int FEW_LISTS = 8;

  /// The distances from the centres may grow so far, and the imbalance where it was high already.
  private static final double MOST_DRIFT = 1.15;

  private static final double MOST_GROWTH_OF_IMBALANCE = 1.5;

  /// Lists may be so many times longer than a new epoch would make them.
  private static final int MOST_GROWTH = 4;

  private final EpochStore epochs;
  private final int epochRows;
  private final MemoryBudget budget;
  private final Cancellation cancellation;

  /// @param epochRows fewer rows have no epoch trained for them
  /// @param budget what training and assigning take counts against it
  public Clustering(
      EpochStore epochs, int epochRows, MemoryBudget budget, Cancellation cancellation) {
    this.epochs = epochs;
    this.epochRows = epochRows;
    this.budget = budget;
    this.cancellation = cancellation;
  }

  /// Rows by their places: the list of each.
  ///
  /// @param isNew whether the epoch is a part of nothing yet
  record Assignment(Epoch epoch, boolean isNew, int[] lists, int[] sizes) {}

  /// The column by which the rows of a table are ordered: the one that the option `cluster_by`
  /// names, or the first dense vector; -1 if there is none.
  public static int column(TableDef table) {
    Optional<String> named = TableOptions.of(table).clusterBy();
    if (named.isPresent()) {
      return table.position(named.get());
    }
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).type().kind().layout() == TypeKind.Layout.VECTOR) {
        return i;
      }
    }
    return -1;
  }

  /// The last epoch of the column by which the rows of a table are ordered, or null.
  public static @Nullable EpochId current(Manifest manifest, TableDef table) {
    int column = column(table);
    return column < 0 ? null : manifest.epoch(table.id(), table.columns().get(column).id());
  }

  /// Whether so many rows of a table are enough for an epoch.
  public boolean isEnough(TableDef table, long rowCount) {
    return column(table) >= 0 && rowCount >= epochRows;
  }

  /// The lists of some rows, or null if they stay in the order in which they come.
  ///
  /// @param form that of a new epoch, or of one that takes the place of another
  /// @param current the epoch that the table has, or null
  /// @param mayReplace whether another one may take its place: the rows are most of the table
  /// @param ids gives the id of a new epoch
  @Nullable Assignment assign(
      TableDef table,
      Form form,
      LooseRows rows,
      @Nullable EpochId current,
      boolean mayReplace,
      LongSupplier ids) {
    int position = column(table);
    if (position < 0 || rows.rowCount() == 0) {
      return null;
    }
    try (Reservation memory = budget.reserve("the order of rows of table " + table.name(), 0)) {
      Run run = new Run(table, form, position, rows, memory);
      Epoch epoch = current == null ? null : epochs.read(current);
      boolean isKept = epoch != null && !(mayReplace && !fits(form, epoch, rows.rowCount()));
      Assignment found = epoch != null && isKept ? run.assign(epoch) : null;
      if (found != null && !(mayReplace && epoch != null && run.isDrifted(found, epoch))) {
        return found;
      }
      boolean isEnough = rows.rowCount() >= epochRows;
      Assignment fresh = isEnough ? run.train(ids) : null;
      return fresh != null ? fresh : found != null || epoch == null ? found : run.assign(epoch);
    } catch (ProximaException e) {
      if (e.code() == ErrorCode.OUT_OF_MEMORY) {
        return null; // rows without an order are as good, only slower to search
      }
      throw e;
    }
  }

  /// Whether an epoch still fits a table of so many rows; one that is damaged does not.
  public boolean fits(Form form, EpochId id, long rowCount) {
    Epoch epoch = epochs.read(id);
    return epoch != null && fits(form, epoch, rowCount);
  }

  private boolean fits(Form form, Epoch epoch, long rowCount) {
    boolean isOfForm = epoch.form() == form || rowCount < epochRows;
    return isOfForm && !isOutgrown(epoch, rowCount);
  }

  /// The form in which the rows of a table are compared, as it is now: by their angle if that is
  /// what all indexes of the column go by.
  public static Form form(TableDef table) {
    int column = column(table);
    int columnId = column < 0 ? -1 : table.columns().get(column).id();
    List<Metric> metrics =
        table.vectorIndexes().stream()
            .filter(index -> index.columnId() == columnId)
            .map(VectorIndexDef::metric)
            .distinct()
            .toList();
    return metrics.equals(List.of(Metric.COSINE)) ? Form.UNIT : Form.RAW;
  }

  /// Rows of which many are equal have few lists however many they are.
  private boolean isOutgrown(Epoch epoch, long rowCount) {
    return rowCount >= epochRows
        && rowCount >= 2 * epoch.figures().rowCount()
        && rowCount > (long) MOST_GROWTH * listRows(rowCount) * epoch.listCount();
  }

  /// The rows that a list should have when there are `rowCount`: few enough that a search need not
  /// look at much, and the fewest rows that have an epoch still have some lists.
  private int listRows(long rowCount) {
    int rows = rowCount >= LARGE_ROWS ? LIST_ROWS : LIST_ROWS_OF_SMALL;
    return Math.clamp(epochRows / LEAST_LISTS, 1, rows);
  }

  private int listCount(long rowCount) {
    return Math.clamp(rowCount / listRows(rowCount), 1, MOST_LISTS);
  }

  private int sampleRows(long rowCount) {
    return (int) Math.min(rowCount, (long) SAMPLED_PER_LIST * listCount(rowCount));
  }

  /// The rows of one segment.
  private final class Run {
    private final ColumnDef column;
    private final Form form;
    private final int tableId;
    private final int position;
    private final LooseRows rows;
    private final Reservation memory;
    private final int dim;
    private final int blockRows;
    private double residuals;

    Run(TableDef table, Form form, int position, LooseRows rows, Reservation memory) {
      this.column = table.columns().get(position);
      this.form = form;
      this.tableId = table.id();
      this.position = position;
      this.rows = rows;
      this.memory = memory;
      this.dim = column.type().size();
      this.blockRows = Math.clamp(BLOCK_BYTES / (4L * dim), 1, MOST_BLOCK_ROWS);
    }

    Assignment assign(Epoch epoch) {
      int[] lists = new int[rows.rowCount()];
      Arrays.fill(lists, LooseRows.UNKNOWN);
      residuals = rows.knownLists(epoch.id(), lists);
      ListFinder finder = assign(epoch, lists);
      residuals += finder.residuals();
      return new Assignment(epoch, false, lists, sizes(epoch, lists));
    }

    private ListFinder assign(Epoch epoch, int[] lists) {
      long bytes = ListFinder.memoryBytes(epoch) + 3L * Float.BYTES * dim * blockRows;
      memory.grow(bytes);
      ListFinder finder = new ListFinder(epoch);
      int[] places = new int[blockRows];
      int[] found = new int[blockRows];
      int next = 0;
      while (next < lists.length) {
        int count = 0;
        for (; next < lists.length && count < blockRows; next++) {
          if (lists[next] == LooseRows.UNKNOWN) {
            places[count++] = next;
          }
        }
        cancellation.check();
        find(finder, places, count, found, lists);
      }
      memory.shrink(bytes);
      return finder;
    }

    private void find(ListFinder finder, int[] places, int count, int[] found, int[] lists) {
      VectorColumnBuilder builder = new VectorColumnBuilder(column.type(), count);
      rows.vectors(position, places, count, builder);
      VectorColumn vectors = builder.build();
      float[] values = vectors.values();
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (vectors.isNull(i)) {
          lists[places[i]] = LooseRows.NO_LIST;
        } else {
          System.arraycopy(values, i * dim, values, kept * dim, dim);
          places[kept++] = places[i];
        }
      }
      finder.find(values, kept, found, 0);
      for (int i = 0; i < kept; i++) {
        lists[places[i]] = found[i];
      }
    }

    private static int[] sizes(Epoch epoch, int[] lists) {
      int[] sizes = new int[epoch.listCount()];
      for (int list : lists) {
        if (list >= 0) {
          sizes[list]++;
        }
      }
      return sizes;
    }

    boolean isDrifted(Assignment found, Epoch epoch) {
      long count = Arrays.stream(found.sizes()).asLongStream().sum();
      if (count < epochRows) {
        return false;
      }
      double mean = (double) count / epoch.listCount();
      double imbalance = Arrays.stream(found.sizes()).max().orElse(0) / mean;
      double allowed =
          Math.max(MOST_IMBALANCE, MOST_GROWTH_OF_IMBALANCE * epoch.figures().imbalance());
      return (epoch.listCount() >= FEW_LISTS && imbalance > allowed)
          || residuals / count > MOST_DRIFT * epoch.figures().meanResidual();
    }

    /// A new epoch, which is on the disk, and the lists of the rows; null if too few rows have a
    /// vector.
    @Nullable Assignment train(LongSupplier ids) {
      long rowBytes = (long) Float.BYTES * dim;
      long most = Math.min(MOST_SAMPLE_BYTES, budget.limitBytes() / 16) / rowBytes;
      int wanted = (int) Math.min(sampleRows(rows.rowCount()), most);
      if (wanted == 0) {
        return null;
      }
      EpochId id = new EpochId(tableId, column.id(), ids.getAsLong());
      memory.grow(3 * rowBytes * wanted);
      VectorColumn sample = sample(wanted, id.number());
      float[] values = sample.values();
      int count = 0;
      for (int i = 0; i < sample.rowCount(); i++) {
        if (!sample.isNull(i)) {
          System.arraycopy(values, i * dim, values, count++ * dim, dim);
        }
      }
      long withVector = (long) rows.rowCount() * count / wanted;
      if (withVector < epochRows) {
        memory.shrink(3 * rowBytes * wanted);
        return null;
      }
      float[] exact = Arrays.copyOf(values, count * dim);
      Epoch trained = EpochTrainer.train(id, form, exact, count, dim, listCount(withVector));
      memory.shrink(3 * rowBytes * wanted);
      cancellation.check();
      int[] lists = new int[rows.rowCount()];
      Arrays.fill(lists, LooseRows.UNKNOWN);
      ListFinder finder = assign(trained, lists);
      int[] sizes = sizes(trained, lists);
      Epoch measured = finder.measured(sizes);
      epochs.write(measured);
      return new Assignment(measured, true, lists, sizes);
    }

    /// Rows from everywhere, one from each of `count` equal parts.
    private VectorColumn sample(int count, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      VectorColumnBuilder builder = new VectorColumnBuilder(column.type(), count);
      int[] places = new int[count];
      for (int i = 0; i < count; i++) {
        long from = (long) i * rows.rowCount() / count;
        long to = (long) (i + 1) * rows.rowCount() / count;
        places[i] = (int) random.nextLong(from, to);
      }
      rows.vectors(position, places, count, builder);
      return builder.build();
    }
  }
}
