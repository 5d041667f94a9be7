package io.proxima.engine.index.ivf;

import io.proxima.engine.index.IndexKind;
import io.proxima.engine.index.StoredHeader;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.quant.Space;
import java.lang.foreign.MemorySegment;

/// Codes in lists around centres, for the rows of a segment, read where they are; see [IvfLayout].
///
/// - **Owns:** nothing; the bytes must stay valid as long as this is used.
/// - **Threads:** thread-safe.
public final class IvfIndex implements VectorIndex {
  private final MemorySegment bytes;
  private final IvfLayout layout;
  private final Space space;
  private final long epoch;
  private final IvfList[] lists;
  private final Calibration calibration;

  private IvfIndex(
      MemorySegment bytes,
      IvfLayout layout,
      Space space,
      IvfList[] lists,
      Calibration calibration) {
    this.bytes = bytes;
    this.layout = layout;
    this.space = space;
    this.epoch = bytes.get(IvfLayout.LONG, 32);
    this.lists = lists;
    this.calibration = calibration;
  }

  /// Whether bytes begin as those of an inverted index do.
  public static boolean isOne(MemorySegment bytes) {
    return bytes.byteSize() >= IvfLayout.HEADER_BYTES
        && bytes.get(IvfLayout.LONG, 0) == IvfLayout.MAGIC;
  }

  /// Reads what an [IvfBuilder] made.
  ///
  /// @param name names the file in errors
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if this is none of it
  public static IvfIndex of(String name, MemorySegment bytes) {
    IvfLayout layout = IvfLayout.read(name, bytes);
    float[] mean = new float[layout.dim()];
    MemorySegment.copy(bytes, IvfLayout.FLOAT, IvfLayout.HEADER_BYTES, mean, 0, layout.dim());
    Space space = Space.of(layout.metric(), bytes.get(IvfLayout.LONG, 24), mean);
    IvfList[] lists = lists(name, bytes, layout);
    if (layout.hasOrds()) {
      checkOrds(name, bytes, layout, lists);
    }
    return new IvfIndex(
        bytes, layout, space, lists, Calibration.read(bytes, layout.calibrationAt()));
  }

  private static IvfList[] lists(String name, MemorySegment bytes, IvfLayout layout) {
    IvfList[] lists = new IvfList[layout.lists()];
    long at = 0;
    long position = 0;
    for (int i = 0; i < lists.length; i++) {
      long entry = layout.directoryAt() + i * IvfLayout.ENTRY_BYTES;
      int rows = bytes.get(IvfLayout.INT, entry + 8);
      int first = bytes.get(IvfLayout.INT, entry + 12);
      boolean sound =
          bytes.get(IvfLayout.LONG, entry) == at
              && rows >= 1
              && (layout.hasOrds() ? first == position : first >= position)
              && rows <= layout.rowCount() - first;
      if (!sound || at + layout.listBytes(rows) > layout.listBytes()) {
        throw StoredHeader.corrupt(name, "has no sound entry for list " + i);
      }
      lists[i] =
          new IvfList(
              layout.listsAt() + at,
              layout.listsAt() + at + IvfLayout.blocks(rows) * layout.blockBytes(),
              rows,
              first,
              bytes.get(IvfLayout.FLOAT, entry + 16),
              bytes.get(IvfLayout.FLOAT, entry + 20),
              bytes.get(IvfLayout.FLOAT, entry + 24),
              bytes.get(IvfLayout.INT, entry + 28));
      at += layout.listBytes(rows);
      position = (long) first + rows;
    }
    if (at != layout.listBytes()) {
      throw StoredHeader.corrupt(name, "has lists of " + at + " bytes, not " + layout.listBytes());
    }
    return lists;
  }

  private static void checkOrds(
      String name, MemorySegment bytes, IvfLayout layout, IvfList[] lists) {
    int count =
        lists.length == 0 ? 0 : lists[lists.length - 1].first() + lists[lists.length - 1].rows();
    for (int i = 0; i < count; i++) {
      int ord = bytes.get(IvfLayout.INT, layout.ordsAt() + 4L * i);
      if (ord < 0 || ord >= layout.rowCount()) {
        throw StoredHeader.corrupt(name, "has ord " + ord + " of " + layout.rowCount() + " rows");
      }
    }
  }

  @Override
  public IndexKind kind() {
    return IndexKind.IVF;
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public int rowCount() {
    return layout.rowCount();
  }

  @Override
  public long sizeBytes() {
    return layout.length();
  }

  @Override
  public VectorSearcher searcher() {
    return new IvfSearcher(this);
  }

  /// The number of the epoch whose centres these are.
  public long epoch() {
    return epoch;
  }

  /// The number of lists, none of which is empty.
  public int listCount() {
    return lists.length;
  }

  MemorySegment bytes() {
    return bytes;
  }

  IvfLayout layout() {
    return layout;
  }

  IvfList list(int index) {
    return lists[index];
  }

  Calibration calibration() {
    return calibration;
  }

  /// The ord of a row of a list.
  int ord(IvfList list, int row) {
    int place = list.first() + row;
    return layout.hasOrds() ? bytes.get(IvfLayout.INT, layout.ordsAt() + 4L * place) : place;
  }
}
