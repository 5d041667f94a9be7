package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Survivors;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.BlockQuery;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;

/// One walk through a graph after the other, each towards a query.
///
/// It begins at the best entries. Then it goes to the candidate that is best so far, estimates all
/// its neighbours at once by the codes beside it, and learns the distances of those that seem good
/// enough by all their bytes; until it has been at all candidates that it holds.
///
/// - **Threads:** one thread.
/// - **Cost:** per candidate the codes of 32 neighbours and the bytes of a few of them, about half
///   a µs; allocates nothing after the first walks.
final class Walk {
  private static final int BATCH_BLOCKS = 32;
  private static final int STARTS = 8;
  private static final int CHECKED_EVERY = 256;

  private final HnswIndex index;
  private final HnswLayout layout;
  private final NodeRecords records;
  private final CodeKernels kernels = CodeKernels.best();
  private final boolean isProduct;
  private final float weight;
  private final CandidatePool pool = new CandidatePool();
  private final NodeMarks marks;
  private final BlockScan scan = BlockScan.of(BATCH_BLOCKS);
  private final long[] starts = new long[BATCH_BLOCKS * CodeKernels.LANES + STARTS];

  private final int[] unmet = new int[CodeKernels.LANES];

  private CodedQuery query;
  private BlockQuery blocks;
  private float base;
  private float sum;
  private long visited;
  private int touched;

  Walk(HnswIndex index) {
    this.index = index;
    this.layout = index.layout();
    this.records = new NodeRecords(index.bytes(), layout);
    Metric metric = layout.space().metric();
    this.isProduct = metric == Metric.INNER_PRODUCT;
    this.weight = metric == Metric.L2 ? 2 : 1;
    this.marks = new NodeMarks(layout.nodes());
    this.query = new CodedQuery(layout.space(), new float[layout.space().dim()]);
    this.blocks = query.blocks();
  }

  /// Walks towards a query, past the node `without`.
  void go(CodedQuery asked, int ef, int without, Cancellation cancellation) {
    begin(asked);
    pool.begin(ef);
    enter(without);
    int been = 0;
    for (int place = pool.next(); place >= 0; place = pool.next()) {
      pool.mark(place);
      int after = pool.after(place);
      if (after >= 0) {
        touched += records.touchRecord(after);
      }
      look(pool.node(place), pool.distance(place));
      if (++been % CHECKED_EVERY == 0) {
        cancellation.check();
      }
    }
  }

  /// Prepares to tell distances from a query.
  void begin(CodedQuery asked) {
    query = asked;
    blocks = asked.blocks();
    base = asked.base(null);
    sum = Point.sum(asked.placed());
    visited = 0;
    marks.clear();
  }

  /// Takes the best entries as candidates.
  private void enter(int without) {
    int entries = layout.entries();
    int total = layout.entryBlocks();
    int best = 0;
    for (int block = 0; block < total; block += BATCH_BLOCKS) {
      int count = Math.min(BATCH_BLOCKS, total - block);
      float limit =
          best < STARTS ? Float.POSITIVE_INFINITY : Survivors.estimate(starts[STARTS - 1]);
      long at = layout.entryBlocksAt() + block * layout.blockBytes();
      kernels.scan(index.bytes(), at, count, blocks, limit, scan);
      int held = best;
      for (int i = 0; i < count; i++) {
        for (int left = scan.below()[i]; left != 0; left &= left - 1) {
          int lane = i * CodeKernels.LANES + Integer.numberOfTrailingZeros(left);
          int entry = block * CodeKernels.LANES + lane;
          if (entry < entries) {
            starts[held++] = Survivors.entry(scan.estimates()[lane], entry);
          }
        }
      }
      best = Math.min(held, STARTS);
      if (held > best) {
        Survivors.select(starts, 0, held, best);
      }
    }
    visited += entries;
    if (without >= 0) {
      marks.add(without);
    }
    for (int i = 0; i < best; i++) {
      int node = index.entry((int) starts[i]);
      if (marks.add(node)) {
        pool.offer(distanceOf(node), node);
      }
    }
  }

  /// Looks at the neighbours of a node.
  private void look(int at, float distance) {
    float before = isProduct ? distance - records.own(at) : distance;
    long record = records.at(at);
    int degree = records.degree(record);
    int from = 0;
    for (int block = 0; from < degree; block++, from += CodeKernels.LANES) {
      float limit = pool.worst() - before;
      if (Float.isNaN(limit)) {
        return;
      }
      kernels.scan(index.bytes(), records.blockAt(record, block), 1, blocks, limit, scan);
      int lanes = degree - from < CodeKernels.LANES ? (1 << (degree - from)) - 1 : -1;
      int count = 0;
      for (int left = scan.below()[0] & lanes; left != 0; left &= left - 1) {
        int node = records.neighbour(record, from + Integer.numberOfTrailingZeros(left));
        if (node >= 0 && marks.add(node)) {
          unmet[count++] = node;
          touched += records.touchCodes(node);
        }
      }
      for (int i = 0; i < count; i++) {
        pool.offer(distanceOf(unmet[i]), unmet[i]);
      }
    }
    visited += degree;
  }

  /// The distance of a node by all its bytes, less [#base].
  float distanceOf(int node) {
    float product = records.product(node, query.placed(), sum);
    return records.own(node) - weight * product;
  }

  /// What belongs to all distances from the query. They are compared without it: where the query is
  /// far from all nodes, little of what tells these apart would be left beside it.
  float base() {
    return base;
  }

  /// How far a distance may be off.
  float error(int node, float spread) {
    return weight * spread * records.step(node) + 0x1p-18f * (spread * spread);
  }

  NodeRecords records() {
    return records;
  }

  /// How many nodes it held in the end, the nearest of those that it met.
  int size() {
    return pool.size();
  }

  /// One of these, the nearest first.
  int node(int i) {
    return pool.node(i);
  }

  /// Its distance, less [#base].
  float distance(int i) {
    return pool.distance(i);
  }

  /// How many rows were looked at by their codes.
  long visited() {
    return visited;
  }

  /// What lines were read ahead for; of no meaning.
  int touched() {
    return touched;
  }
}
