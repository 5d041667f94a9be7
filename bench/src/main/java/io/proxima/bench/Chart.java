package io.proxima.bench;

import io.proxima.bench.contest.Curve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The curves of the systems on one data set.
record Chart(String title, List<Curve> curves) {
  Chart {
    curves = List.copyOf(curves);
  }

  /// All points as a JSON object.
  String toJson() {
    List<String> lines = new ArrayList<>();
    for (Curve curve : curves) {
      curve.points().forEach(point -> lines.add(json(curve.system(), point)));
    }
    return "{\"data\": "
        + Table.json(title)
        + ", \"points\": [\n    "
        + String.join(",\n    ", lines)
        + "]}";
  }

  private static String json(String system, Curve.Point point) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("system", system);
    members.put("index", point.variant());
    members.put("setting", point.setting());
    members.put("recall", point.recall());
    members.put("recallAt5Percent", point.lowRecall());
    members.put("qps", point.alone().median());
    members.put("qpsMin", point.alone().min());
    members.put("qpsMax", point.alone().max());
    members.put("qpsOfTwo", point.paired().median());
    members.put("qpsOfTwoMin", point.paired().min());
    members.put("qpsOfTwoMax", point.paired().max());
    members.put("p50Micros", point.p50());
    members.put("p95Micros", point.p95());
    members.put("p99Micros", point.p99());
    members.put("processorShare", point.share());
    members.put("buildSeconds", point.build().wallSeconds());
    members.put("buildCpuSeconds", point.build().cpuSeconds());
    members.put("buildIsStored", Boolean.toString(point.build().isStored()));
    members.put("indexBytes", point.build().indexBytes());
    return members.entrySet().stream()
        .map(member -> Table.json(member.getKey()) + ": " + Table.json(member.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
