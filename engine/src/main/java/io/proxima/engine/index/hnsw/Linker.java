package io.proxima.engine.index.hnsw;

/// Puts nodes into a graph, one after the other: walks to the nodes nearest to a new one, chooses
/// its neighbours among them, and makes it one of theirs.
///
/// Several threads may do so with one graph. Who changes the neighbours of a node holds its lock;
/// who reads them does not, and may see some of what was before and some of what is now, all of
/// which are nodes.
///
/// - **Threads:** one thread per linker.
final class Linker {
  private static final int GATES = 64;

  private final NodeRecords records;
  private final NodeOrder order;
  private final Object[] locks;
  private final int slots;
  private final int ef;
  private final CandidatePool pool = new CandidatePool();
  private final NodeMarks marks;
  private final Choice choice;
  private final byte[] scratch;
  private final Point point;
  private final int[] unmet;
  private final int[] linked;
  private final float[] linkDistances;
  private final int[] found;
  private final float[] distances;
  private int touched;

  /// A linker of nodes in an order.
  ///
  /// @param locks each for every so many nodes
  Linker(NodeRecords records, NodeOrder order, Object[] locks, int efConstruction) {
    HnswLayout layout = records.layout();
    this.records = records;
    this.order = order;
    this.locks = locks;
    this.slots = layout.slots();
    this.ef = efConstruction;
    this.marks = new NodeMarks(layout.nodes());
    int most = Math.max(ef, slots + 1);
    this.choice = new Choice(records, slots, most);
    this.scratch = new byte[layout.space().paddedDim()];
    this.point = new Point(layout.space().paddedDim());
    this.unmet = new int[slots];
    this.linked = new int[slots];
    this.linkDistances = new float[slots];
    this.found = new int[most];
    this.distances = new float[most];
  }

  /// The bytes of one.
  static long bytes(HnswLayout layout, int efConstruction) {
    return NodeMarks.bytes(layout.nodes())
        + 4L * layout.space().paddedDim() * (layout.slots() + 2)
        + 24L * (efConstruction + layout.slots());
  }

  /// Puts the node with a number in the order into the graph of those before it.
  void link(int number) {
    if (number == 0) {
      return;
    }
    int node = order.node(number);
    records.read(node, point, scratch);
    int count = nearest(ef, Math.min(number, GATES));
    int chosen = choice.of(found, distances, count, slots / 2);
    System.arraycopy(choice.nodes, 0, linked, 0, chosen);
    System.arraycopy(choice.distances, 0, linkDistances, 0, chosen);
    synchronized (lock(node)) {
      for (int i = 0; i < chosen; i++) {
        append(node, linked[i], linkDistances[i]);
      }
    }
    for (int i = 0; i < chosen; i++) {
      synchronized (lock(linked[i])) {
        append(linked[i], node, linkDistances[i]);
      }
    }
  }

  private Object lock(int node) {
    return locks[node & locks.length - 1];
  }

  /// Walks to the nodes nearest to the point.
  ///
  /// @return how many were found, the nearest first
  int nearest(int wanted, int gates) {
    pool.begin(wanted);
    marks.clear();
    for (int i = 0; i < gates; i++) {
      int gate = order.node(i);
      pool.offer(records.squaredDistance(point, gate), gate);
      marks.add(gate);
    }
    for (int place = pool.next(); place >= 0; place = pool.next()) {
      long record = records.at(pool.node(place));
      pool.mark(place);
      int count = 0;
      for (int slot = 0, degree = records.degree(record); slot < degree; slot++) {
        int node = records.neighbour(record, slot);
        if (node >= 0 && marks.add(node)) {
          unmet[count++] = node;
          touched += records.touchCodes(node);
        }
      }
      for (int i = 0; i < count; i++) {
        float distance = records.squaredDistance(point, unmet[i]);
        if (distance < pool.worst()) {
          pool.offer(distance, unmet[i]);
        }
      }
    }
    int count = pool.size();
    for (int i = 0; i < count; i++) {
      found[i] = pool.node(i);
      distances[i] = pool.distance(i);
    }
    return count;
  }

  /// Makes one node a neighbour of another one. Where there is no room, the best of all are chosen,
  /// and a quarter of it is left for those to come.
  private void append(int to, int node, float distance) {
    long record = records.at(to);
    int degree = records.degree(record);
    for (int slot = 0; slot < degree; slot++) {
      if (records.neighbour(record, slot) == node) {
        return;
      }
    }
    if (degree < slots) {
      records.setNeighbour(record, degree, node);
      records.setLinkDistance(record, degree, distance);
      records.setDegree(record, degree + 1);
      return;
    }
    found[0] = node;
    distances[0] = distance;
    for (int slot = 0; slot < degree; slot++) {
      insert(slot + 1, records.neighbour(record, slot), records.linkDistance(record, slot));
    }
    int chosen = choice.of(found, distances, degree + 1, slots - slots / 4);
    for (int slot = 0; slot < chosen; slot++) {
      records.setNeighbour(record, slot, choice.nodes[slot]);
      records.setLinkDistance(record, slot, choice.distances[slot]);
    }
    records.setDegree(record, chosen);
  }

  /// Puts a node to its place among the first `count` that were found.
  private void insert(int count, int node, float distance) {
    int at = count;
    while (at > 0 && distances[at - 1] > distance) {
      found[at] = found[at - 1];
      distances[at] = distances[at - 1];
      at--;
    }
    found[at] = node;
    distances[at] = distance;
  }

  /// Gives the room that a node has left to the nearest neighbours of its neighbours: a walk looks
  /// at 32 neighbours for what it takes to look at one.
  ///
  /// @param degrees of all nodes, before any of them was given more
  void fill(int node, int[] degrees) {
    long record = records.at(node);
    int degree = degrees[node];
    if (degree == slots) {
      return;
    }
    records.read(node, point, scratch);
    pool.begin(slots - degree);
    marks.clear();
    marks.add(node);
    for (int slot = 0; slot < degree; slot++) {
      marks.add(records.neighbour(record, slot));
    }
    for (int slot = 0; slot < degree; slot++) {
      int near = records.neighbour(record, slot);
      for (int i = 0; i < degrees[near]; i++) {
        int next = records.neighbour(records.at(near), i);
        if (marks.add(next)) {
          pool.offer(records.squaredDistance(point, next), next);
        }
      }
    }
    for (int i = 0; i < pool.size(); i++) {
      records.setNeighbour(record, degree + i, pool.node(i));
      records.setLinkDistance(record, degree + i, pool.distance(i));
    }
    records.setDegree(record, degree + pool.size());
  }

  /// Makes sure that one can walk to every node from the first one: a node that cannot be reached
  /// takes the place of a neighbour of one nearby that can be, and that neighbour becomes one of
  /// its own.
  ///
  /// @return how many there were
  int connect() {
    NodeMarks reached = new NodeMarks(records.layout().nodes());
    int[] queue = new int[records.layout().nodes()];
    reach(order.node(0), reached, queue);
    int count = 0;
    for (int node = 0; node < queue.length; node++) {
      if (!reached.has(node)) {
        join(node, reached);
        reach(node, reached, queue);
        count++;
      }
    }
    return count;
  }

  private void reach(int first, NodeMarks reached, int[] queue) {
    if (!reached.add(first)) {
      return;
    }
    queue[0] = first;
    int size = 1;
    while (size > 0) {
      long record = records.at(queue[--size]);
      for (int slot = 0, degree = records.degree(record); slot < degree; slot++) {
        int node = records.neighbour(record, slot);
        if (reached.add(node)) {
          queue[size++] = node;
        }
      }
    }
  }

  /// Makes a node that cannot be reached a neighbour of one that can.
  private void join(int node, NodeMarks reached) {
    records.read(node, point, scratch);
    int count = nearest(Math.min(ef, slots), Math.min(records.layout().nodes(), GATES));
    int to = order.node(0);
    float distance = records.squaredDistance(point, to);
    for (int i = count - 1; i >= 0; i--) {
      if (reached.has(found[i])) {
        boolean hasRoom = records.degree(records.at(found[i])) < slots;
        boolean had = records.degree(records.at(to)) < slots;
        if (hasRoom || !had) {
          to = found[i];
          distance = distances[i];
        }
      }
    }
    long record = records.at(to);
    int degree = records.degree(record);
    if (degree < slots) {
      records.setNeighbour(record, degree, node);
      records.setLinkDistance(record, degree, distance);
      records.setDegree(record, degree + 1);
      return;
    }
    int farthest = farthest(record, degree);
    int other = records.neighbour(record, farthest);
    records.setNeighbour(record, farthest, node);
    records.setLinkDistance(record, farthest, distance);
    long own = records.at(node);
    int ownDegree = records.degree(own);
    for (int slot = 0; slot < ownDegree; slot++) {
      if (records.neighbour(own, slot) == other) {
        return;
      }
    }
    int slot = ownDegree < slots ? ownDegree : farthest(own, ownDegree);
    records.setNeighbour(own, slot, other);
    records.setLinkDistance(own, slot, records.squaredDistance(point, other));
    records.setDegree(own, Math.max(ownDegree, slot + 1));
  }

  private int farthest(long record, int degree) {
    int farthest = 0;
    for (int slot = 1; slot < degree; slot++) {
      if (records.linkDistance(record, slot) > records.linkDistance(record, farthest)) {
        farthest = slot;
      }
    }
    return farthest;
  }

  /// What lines were read ahead for; of no meaning.
  int touched() {
    return touched;
  }
}
