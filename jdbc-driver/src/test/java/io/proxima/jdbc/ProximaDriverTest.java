package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.ProximaUrl;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.SessionFactory;
import io.proxima.client.UrlProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProximaDriverTest {
  private final FakeSession session = new FakeSession();
  private final List<ProximaUrl> asked = new ArrayList<>();
  private final SessionFactory factory =
      new SessionFactory() {
        @Override
        public boolean accepts(ProximaUrl url) {
          asked.add(url);
          return url.isEmbedded();
        }

        @Override
        public Session open(ProximaUrl url) throws SessionException {
          if (url.location().equals("broken")) {
            throw new SessionException("XX001", "the manifest is damaged");
          }
          return session;
        }
      };

  private ProximaDriver driver(String java) {
    return new ProximaDriver(Runtime.Version.parse(java), List.of(factory));
  }

  @Test
  void otherUrlsAreLeftToOtherDrivers() throws SQLException {
    assertThat(driver("25").acceptsURL("jdbc:h2:mem:")).isFalse();
    assertThat(driver("25").connect("jdbc:h2:mem:", new Properties())).isNull();
    assertThat(driver("25").acceptsURL("jdbc:proxima:anything")).isTrue();
  }

  @Test
  void olderJavaIsToldBeforeAnythingIsLoaded() {
    assertThatThrownBy(() -> driver("17.0.15").connect("jdbc:proxima:file:/x", null))
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessage(
            "The embedded Proxima engine needs Java 25 or later; this JVM is Java 17.0.15. A remote"
                + " URL, jdbc:proxima://host:port/db, works from Java 17.");
    assertThat(asked).isEmpty();
    assertThatThrownBy(() -> driver("17.0.15").connect("jdbc:proxima://host/", null))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void missingEngineIsNamed() {
    ProximaDriver alone = new ProximaDriver(Runtime.Version.parse("25"), List.of());
    assertThatThrownBy(() -> alone.connect("jdbc:proxima:mem:", null))
        .hasMessageContaining("proxima.jar");
    Runtime.Version java = Runtime.version();
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:proxima:mem:"))
        .hasMessageContaining(java.feature() < 25 ? "Java 25" : "proxima.jar");
  }

  @Test
  void sessionStartsWhereTheUrlWantsIt() throws SQLException {
    Connection connection =
        driver("25").connect("jdbc:proxima:mem:;schema=s;readOnly=true", new Properties());
    assertThat(connection.getSchema()).isEqualTo("s");
    assertThat(connection.isReadOnly()).isTrue();
  }

  @Test
  void sessionThatCannotStartIsClosed() {
    assertThatThrownBy(() -> driver("25").connect("jdbc:proxima:mem:;schema=missing", null))
        .hasMessageContaining("missing");
    assertThat(session.calls).containsExactly("close");
    assertThatThrownBy(() -> driver("25").connect("jdbc:proxima:mem:broken", null))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"));
  }

  @Test
  void wrongUrlIsAnSqlException() {
    assertThatThrownBy(() -> driver("25").connect("jdbc:proxima:mem:;fetchsize=1", null))
        .isInstanceOf(SQLDataException.class)
        .hasMessageContaining("fetchSize");
    assertThatThrownBy(() -> driver("25").connect(null, null)).isInstanceOf(SQLException.class);
  }

  @Test
  void everyPropertyIsShownToTools() {
    Properties given = new Properties();
    given.setProperty("durability", "os");
    DriverPropertyInfo[] all = driver("25").getPropertyInfo("jdbc:proxima:mem:", given);
    assertThat(all).hasSize(UrlProperty.values().length);
    for (DriverPropertyInfo info : all) {
      assertThat(info.description).isNotBlank();
      if (info.name.equals("durability")) {
        assertThat(info.value).isEqualTo("os");
        assertThat(info.choices).containsExactly("sync", "os", "memory");
      }
    }
  }

  @Test
  void versionIsThatOfTheBuild() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + ProximaDriver.VERSION + "-SNAPSHOT</version>");
  }

  @Test
  void dataSourceHasAPropertyForEachOfTheUrl() throws Exception {
    for (UrlProperty property : UrlProperty.values()) {
      String name = Character.toUpperCase(property.text().charAt(0)) + property.text().substring(1);
      assertThat(ProximaDataSource.class.getMethods())
          .extracting(java.lang.reflect.Method::getName)
          .contains("set" + name);
    }
    ProximaDataSource source = new ProximaDataSource();
    assertThatThrownBy(source::getConnection).hasMessageContaining("url");
    source.setUrl("jdbc:proxima:mem:;user=a");
    assertThatThrownBy(() -> source.getConnection("b", "secret"))
        .hasMessageContaining("user")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    source.setDurability("quick");
    assertThatThrownBy(source::getConnection).hasMessageContaining("durability");
    source.setDurability(null);
    source.setFetchSize(5);
    source.setReadOnly(true);
    source.setLoginTimeout(3);
    assertThat(source.getFetchSize()).isEqualTo(5);
    assertThat(source.isReadOnly()).isTrue();
    assertThat(source.getLoginTimeout()).isEqualTo(3);
    assertThat(source.getUser()).isNull();
    assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
  }
}
