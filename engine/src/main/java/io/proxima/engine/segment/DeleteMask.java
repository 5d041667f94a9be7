package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which rows of a segment were deleted, and by which commit: a list that only grows.
///
/// A reader at a sequence takes the entries up to it. The bits of a few of these prefixes are kept,
/// and a longer one is made from a shorter one, so a commit copies nothing.
///
/// As bytes: an Avro array of records of the longs `ord` and `sequence`, in that order.
///
/// - **Threads:** one writer, whose sequences never fall; many readers, of sequences that are
///   complete.
final class DeleteMask {
  private static final int KEPT = 4;

  private int[] ords = new int[16];
  private long[] sequences = new long[16];
  private volatile int count;
  private final BitSet deleted = new BitSet();

  private final @Nullable DeletedRows[] kept = new DeletedRows[KEPT];
  private int nextKept;

  /// Adds a row, unless it is in the list.
  ///
  /// @return whether it was not
  synchronized boolean add(int ord, long sequence) {
    if (deleted.get(ord)) {
      return false;
    }
    if (count > 0 && sequences[count - 1] > sequence) {
      throw new IllegalArgumentException(
          "deleted at " + sequence + ", after " + sequences[count - 1]);
    }
    append(ord, sequence);
    return true;
  }

  private void append(int ord, long sequence) {
    int size = count;
    if (size == ords.length) {
      ords = Arrays.copyOf(ords, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
    }
    ords[size] = ord;
    sequences[size] = sequence;
    deleted.set(ord);
    count = size + 1;
  }

  /// Whether a row is in the list.
  synchronized boolean contains(int ord) {
    return deleted.get(ord);
  }

  /// The number of rows that are deleted.
  int size() {
    return count;
  }

  /// The number of rows that are deleted at `sequence`.
  int count(long sequence) {
    return prefix(sequence);
  }

  /// The last commit that deleted a row, or 0.
  long lastSequence() {
    int size = count;
    return size == 0 ? 0 : sequences[size - 1];
  }

  void forEach(long after, long upTo, SegmentReader.Deleted action) {
    int end = prefix(upTo);
    for (int i = prefix(after); i < end; i++) {
      action.accept(ords[i], sequences[i]);
    }
  }

  /// The rows that are deleted at `sequence`.
  DeletedRows at(long sequence) {
    return upTo(prefix(sequence));
  }

  /// Whether a row was deleted by a commit after `sequence`.
  boolean isDeletedAfter(int ord, long sequence) {
    int end = count;
    for (int i = prefix(sequence); i < end; i++) {
      if (ords[i] == ord) {
        return true;
      }
    }
    return false;
  }

  /// The number of entries up to a sequence.
  private int prefix(long sequence) {
    int low = 0;
    int high = count;
    long[] all = sequences;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all[middle] <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private synchronized DeletedRows upTo(int prefix) {
    DeletedRows best = DeletedRows.none();
    for (DeletedRows rows : kept) {
      if (rows != null && rows.prefix() <= prefix && rows.prefix() >= best.prefix()) {
        best = rows;
      }
    }
    if (best.prefix() == prefix) {
      return best;
    }
    DeletedRows longer = best.with(ords, prefix);
    kept[nextKept] = longer;
    nextKept = (nextKept + 1) % KEPT;
    return longer;
  }

  /// Whether all its rows are among the first `rowCount`.
  synchronized boolean isWithin(int rowCount) {
    return deleted.length() <= rowCount;
  }

  /// The entries up to a sequence as bytes.
  byte[] encode(long sequence) {
    int size = prefix(sequence);
    AvroOutput out = new AvroOutput(16 + 8 * size);
    if (size > 0) {
      out.writeLong(size);
      for (int i = 0; i < size; i++) {
        out.writeLong(ords[i]);
        out.writeLong(sequences[i]);
      }
    }
    out.writeLong(0);
    return out.toByteArray();
  }

  static DeleteMask decode(byte[] bytes) {
    DeleteMask mask = new DeleteMask();
    AvroInput in = new AvroInput(bytes, ErrorCode.CORRUPT_FILE, "a list of deleted rows");
    for (int size = in.readCount(2); size > 0; size = in.readCount(2)) {
      for (int i = 0; i < size; i++) {
        mask.add(in.readInt(), in.readLong());
      }
    }
    in.requireEnd();
    return mask;
  }
}
