package io.proxima.server.session;

import io.proxima.engine.query.SearchMode;
import io.proxima.sql.Setting;
import java.util.EnumMap;
import java.util.Map;

/// The settings of one session: what it was opened with, what `SET` changed, what `SET LOCAL`
/// changed for a transaction.
///
/// - **Threads:** one thread at a time.
final class SessionSettings {
  private final Map<Setting, Object> opened;
  private final Map<Setting, Object> set = new EnumMap<>(Setting.class);
  private final Map<Setting, Object> local = new EnumMap<>(Setting.class);

  SessionSettings(Map<Setting, Object> opened) {
    this.opened = Map.copyOf(opened);
  }

  Object value(Setting setting) {
    Object value = local.getOrDefault(setting, set.get(setting));
    return value == null ? firstValue(setting) : value;
  }

  /// What it was when the session began, and is again after `RESET`.
  Object firstValue(Setting setting) {
    Object value = opened.get(setting);
    return value == null ? setting.defaultValue() : value;
  }

  /// Who gave it its value.
  String source(Setting setting) {
    if (local.containsKey(setting)) {
      return "transaction";
    }
    if (set.containsKey(setting)) {
      return "session";
    }
    return opened.containsKey(setting) ? "url" : "default";
  }

  /// What they say about searches for nearest rows.
  SearchMode search() {
    SearchMode mode =
        SearchMode.UNSAID
            .withExact((Boolean) value(Setting.EXACT))
            .withProbes(number(Setting.PROBES))
            .withEfSearch(number(Setting.EF_SEARCH));
    int target = number(Setting.TARGET_RECALL);
    return target == 0 ? mode : mode.withTarget(target);
  }

  private int number(Setting setting) {
    return ((Long) value(setting)).intValue();
  }

  void set(Setting setting, Object value) {
    local.remove(setting);
    set.put(setting, value);
  }

  void setLocal(Setting setting, Object value) {
    local.put(setting, value);
  }

  void reset(Setting setting) {
    local.remove(setting);
    set.remove(setting);
  }

  void endTransaction() {
    local.clear();
  }
}
