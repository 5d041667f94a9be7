package io.proxima.engine.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which transaction must come before which, and why; and the cycles that snapshot isolation
/// forbids: those in which no two reads of replaced versions follow each other.
///
/// Each node counts twice: as reached by such a read, from which no other one leads on, and as
/// reached otherwise. So a forbidden cycle is a plain cycle.
///
/// - **Threads:** one thread.
final class Dependencies {
  /// Why one comes before the other.
  enum Reason {
    /// It wrote the version before.
    WW,
    /// It wrote what the other read.
    WR,
    /// It read what the other replaced.
    RW,
    /// It ended before the other began.
    TIME
  }

  record Edge(int from, int to, Reason reason) {}

  private final List<List<Edge>> edges = new ArrayList<>();

  /// A new node.
  int add() {
    edges.add(new ArrayList<>());
    return edges.size() - 1;
  }

  void add(int from, int to, Reason reason) {
    if (from != to) {
      edges.get(from).add(new Edge(from, to, reason));
    }
  }

  /// A shortest forbidden cycle through some node of one by edges of these kinds; empty if there is
  /// none.
  List<Edge> cycle(Set<Reason> reasons) {
    int start = inCycle(reasons);
    return start < 0 ? List.of() : shortest(start, reasons);
  }

  List<Edge> cycle(Reason first, Reason... more) {
    return cycle(EnumSet.of(first, more));
  }

  /// The edges on which a path that has reached a doubled node may go on, as pairs with where they
  /// lead.
  private List<Edge> onward(int doubled, Set<Reason> reasons) {
    boolean afterRead = doubled % 2 == 1;
    return edges.get(doubled / 2).stream()
        .filter(edge -> reasons.contains(edge.reason()))
        .filter(edge -> !afterRead || edge.reason() != Reason.RW)
        .toList();
  }

  private static int target(Edge edge) {
    return 2 * edge.to() + (edge.reason() == Reason.RW ? 1 : 0);
  }

  /// A doubled node in a strongly connected component of several, by Tarjan's algorithm, or -1.
  private int inCycle(Set<Reason> reasons) {
    int count = 2 * edges.size();
    int[] order = new int[count];
    int[] low = new int[count];
    boolean[] isOpen = new boolean[count];
    int next = 1;
    Deque<Integer> component = new ArrayDeque<>();
    for (int root = 0; root < count; root++) {
      if (order[root] != 0) {
        continue;
      }
      Deque<Visit> path = new ArrayDeque<>();
      path.push(new Visit(root, onward(root, reasons)));
      order[root] = low[root] = next++;
      isOpen[root] = true;
      component.push(root);
      while (!path.isEmpty()) {
        Visit visit = path.peek();
        if (visit.at < visit.edges.size()) {
          int to = target(visit.edges.get(visit.at++));
          if (order[to] == 0) {
            order[to] = low[to] = next++;
            isOpen[to] = true;
            component.push(to);
            path.push(new Visit(to, onward(to, reasons)));
          } else if (isOpen[to]) {
            low[visit.node] = Math.min(low[visit.node], order[to]);
          }
        } else {
          path.pop();
          if (!path.isEmpty()) {
            int parent = path.peek().node;
            low[parent] = Math.min(low[parent], low[visit.node]);
          }
          if (low[visit.node] == order[visit.node]) {
            if (component.peek() != visit.node) {
              return visit.node;
            }
            component.pop();
            isOpen[visit.node] = false;
          }
        }
      }
    }
    return -1;
  }

  private static final class Visit {
    private final int node;
    private final List<Edge> edges;
    private int at;

    Visit(int node, List<Edge> edges) {
      this.node = node;
      this.edges = edges;
    }
  }

  private List<Edge> shortest(int start, Set<Reason> reasons) {
    Edge[] cameBy = new Edge[2 * edges.size()];
    int[] cameFrom = new int[2 * edges.size()];
    Arrays.fill(cameFrom, -1);
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int node = open.remove();
      for (Edge edge : onward(node, reasons)) {
        int to = target(edge);
        if (cameFrom[to] < 0) {
          cameFrom[to] = node;
          cameBy[to] = edge;
          open.add(to);
        }
      }
      if (cameFrom[start] >= 0) {
        break;
      }
    }
    List<Edge> cycle = new ArrayList<>();
    int at = start;
    do {
      cycle.addFirst(cameBy[at]);
      at = cameFrom[at];
    } while (at != start);
    return cycle;
  }
}
