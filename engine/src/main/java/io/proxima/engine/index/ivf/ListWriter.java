package io.proxima.engine.index.ivf;

import io.proxima.engine.index.VectorRows;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.vector.CodeKernels;
import java.lang.foreign.MemorySegment;

/// Writes lists of an index: their codes, their centres and their entries in the directory.
///
/// - **Threads:** one thread; several writers may write different lists of one index. Centres of
///   one block of 32 are written by one writer at a time.
final class ListWriter {
  private final IvfBuilder.Coding coding;
  private final IvfLayout layout;
  private final MemorySegment target;
  private final RabitqEncoder encoder;
  private final RabitqEncoder centreEncoder;
  private final VectorRows rows;
  private final float[] centre;
  private final float[] vector;
  private final float[] placed;
  private final long[] starts;

  ListWriter(IvfBuilder.Coding coding) {
    this.coding = coding;
    this.layout = coding.layout();
    this.target = coding.target();
    this.encoder = new RabitqEncoder(coding.space(), layout.bits());
    this.centreEncoder = new RabitqEncoder(coding.space(), 0);
    this.rows = coding.source().rows().own();
    this.centre = new float[coding.space().paddedDim()];
    this.vector = new float[layout.dim()];
    this.placed = new float[coding.space().paddedDim()];
    this.starts = new long[layout.lists() + 1];
    for (int list = 0; list < layout.lists(); list++) {
      starts[list + 1] = starts[list] + layout.listBytes(coding.lists().rows(list));
    }
  }

  void write(int list) {
    int count = coding.lists().rows(list);
    writeCentre(list);
    encoder.against(centre);
    long at = layout.listsAt() + starts[list];
    long recordsAt = at + IvfLayout.blocks(count) * layout.blockBytes();
    double own = 0;
    double radius = 0;
    float error = 0;
    for (int row = 0; row < count; row++) {
      rows.read(coding.lists().ord(list, row), vector);
      coding.space().place(vector, 0, placed);
      encoder.encodePlaced(placed);
      own += encoder.own();
      radius += encoder.radius();
      error = Math.max(error, encoder.error());
      write(at, row);
      if (layout.bits() > 0) {
        encoder.writeRecord(target, recordsAt + row * layout.recordBytes());
      }
    }
    encoder.encodeNone();
    for (int row = count; row % CodeKernels.LANES != 0; row++) {
      write(at, row);
    }
    writeEntry(list, (float) (own / count), (float) (radius / count), error);
  }

  private void write(long at, int row) {
    long block = at + row / CodeKernels.LANES * layout.blockBytes();
    encoder.writeTo(target, block, row % CodeKernels.LANES);
  }

  private void writeCentre(int list) {
    int number = coding.lists().numbers()[list];
    coding.space().placeCentre(coding.epoch().lists(), number * layout.dim(), centre);
    long centreAt = layout.centresAt() + list * layout.centreBytes();
    MemorySegment.copy(centre, 0, target, IvfLayout.FLOAT, centreAt, centre.length);
    centreEncoder.encodePlaced(centre);
    writeCoarse(list);
    if (list == layout.lists() - 1) {
      centreEncoder.encodeNone();
      for (int i = list + 1; i % CodeKernels.LANES != 0; i++) {
        writeCoarse(i);
      }
    }
  }

  private void writeCoarse(int list) {
    long block = layout.coarseAt() + list / CodeKernels.LANES * layout.blockBytes();
    centreEncoder.writeTo(target, block, list % CodeKernels.LANES);
  }

  private void writeEntry(int list, float own, float radius, float error) {
    long entry = layout.directoryAt() + list * IvfLayout.ENTRY_BYTES;
    int first = layout.hasOrds() ? coding.lists().firsts()[list] : coding.lists().ord(list, 0);
    target.set(IvfLayout.LONG, entry, starts[list]);
    target.set(IvfLayout.INT, entry + 8, coding.lists().rows(list));
    target.set(IvfLayout.INT, entry + 12, first);
    target.set(IvfLayout.FLOAT, entry + 16, own);
    target.set(IvfLayout.FLOAT, entry + 20, radius);
    target.set(IvfLayout.FLOAT, entry + 24, error);
    target.set(IvfLayout.INT, entry + 28, coding.lists().numbers()[list]);
  }
}
