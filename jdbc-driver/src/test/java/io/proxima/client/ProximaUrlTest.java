package io.proxima.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProximaUrlTest {
  private static ProximaUrl parse(String url) throws SessionException {
    return ProximaUrl.parse(url, new Properties());
  }

  @Test
  void fileUrlHasPathAndProperties() throws SessionException {
    ProximaUrl url = parse("jdbc:proxima:file:/var/my db%20/x;durability=os;maxMemory=2g;");
    assertThat(url.kind()).isEqualTo(ProximaUrl.Kind.FILE);
    assertThat(url.location()).isEqualTo("/var/my db%20/x");
    assertThat(url.text(UrlProperty.DURABILITY)).isEqualTo("os");
    assertThat(url.number(UrlProperty.MAX_MEMORY, 0)).isEqualTo(2L << 30);
    assertThat(url.number(UrlProperty.CLOSE_DELAY, 7)).isEqualTo(7);
  }

  @Test
  void memoryUrlMayHaveNoName() throws SessionException {
    assertThat(parse("jdbc:proxima:mem:").location()).isEmpty();
    assertThat(parse("jdbc:proxima:mem:a.b-c_1;readOnly=true").flag(UrlProperty.READ_ONLY))
        .isTrue();
  }

  @Test
  void remoteUrlHasHostsSchemaAndDecodedValues() throws SessionException {
    ProximaUrl url =
        parse("jdbc:proxima://a,[::1]:77,b.example:5680/my%20s?user=j%C3%A9&fetchSize=5");
    assertThat(url.kind()).isEqualTo(ProximaUrl.Kind.REMOTE);
    assertThat(url.location()).isEqualTo("a:5680,[::1]:77,b.example:5680");
    assertThat(url.text(UrlProperty.SCHEMA)).isEqualTo("my s");
    assertThat(url.text(UrlProperty.USER)).isEqualTo("jé");
    assertThat(parse("jdbc:proxima://a").properties()).isEmpty();
    assertThat(parse("jdbc:proxima://a/").properties()).isEmpty();
  }

  @Test
  void propertiesBesideTheUrlCount() throws SessionException {
    Properties beside = new Properties();
    beside.setProperty("password", "a;b=c");
    ProximaUrl url = ProximaUrl.parse("jdbc:proxima:mem:;user=me", beside);
    assertThat(url.properties()).isEqualTo(Map.of("user", "me", "password", "a;b=c"));
    assertThat(url.toString()).doesNotContain("a;b=c");
  }

  @ParameterizedTest
  @CsvSource({
    "readonly, readOnly",
    "maxmem, maxMemory",
    "pasword, password",
    "vectortype, vectorType",
    "durabilty, durability"
  })
  void unknownPropertyNamesTheNearOnes(String written, String meant) {
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;" + written + "=x"))
        .isInstanceOf(SessionException.class)
        .hasMessageContaining("'" + written + "'")
        .hasMessageContaining("did you mean")
        .hasMessageContaining(meant);
  }

  @Test
  void farUnknownPropertyListsAll() {
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;INIT=RUNSCRIPT FROM 'x'"))
        .hasMessageContaining("INIT")
        .hasMessageContaining(UrlProperty.names());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:proxima:",
        "jdbc:proxima:file:",
        "jdbc:proxima:file:;user=x",
        "jdbc:proxima:FILE:/x",
        "jdbc:proxima:mem:a/b",
        "jdbc:proxima:mem:a b",
        "jdbc:proxima:/x",
        "jdbc:proxima:tcp://x",
        "jdbc:proxima://",
        "jdbc:proxima://host:0/",
        "jdbc:proxima://host:65536/",
        "jdbc:proxima://host:99999999999/",
        "jdbc:proxima://me@host/",
        "jdbc:proxima://a,,b/",
        "jdbc:proxima://a b/",
        "jdbc:proxima://h/a/b",
        "jdbc:proxima://h/?user=%4",
        "jdbc:proxima://h/?user=%zz",
        "jdbc:proxima://h/?user=%C3%28",
        "jdbc:proxima://h/s?schema=t",
        "jdbc:proxima://h/?durability=os",
        "jdbc:proxima:mem:;durability=os",
        "jdbc:proxima:file:/x;user",
        "jdbc:proxima:file:/x;=y",
        "jdbc:proxima:file:/x\0y",
        "jdbc:proxima:file:/x;fetchSize=-1",
        "jdbc:proxima:file:/x;fetchSize=1000001",
        "jdbc:proxima:file:/x;fetchSize=１",
        "jdbc:proxima:file:/x;closeDelay=99999999999999999999",
        "jdbc:proxima:file:/x;maxMemory=1023k",
        "jdbc:proxima:file:/x;maxMemory=9999999999999999t",
        "jdbc:proxima:file:/x;maxMemory=",
        "jdbc:proxima:file:/x;durability=SYNC",
        "jdbc:proxima:file:/x;readOnly=yes",
        "jdbc:proxima:file:/x;vectorType=json",
        "jdbc:proxima:file:/x;user=a;user=b"
      })
  void hostileOrWrongUrlIsRefused(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.sqlState()).isEqualTo("22023"));
  }

  @Test
  void veryLongUrlIsRefusedAtOnce() {
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;" + "x".repeat(50_000) + "=1"))
        .hasMessageContaining("32768");
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;" + "x".repeat(20_000) + "=1"))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
  }

  @Test
  void passwordIsNeverInAMessage() {
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;password=one;password=two"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("one").doesNotContain("two"));
    assertThatThrownBy(() -> parse("jdbc:proxima:mem:;password=" + "secret".repeat(1_000)))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void propertyThatIsNotTextIsRefused() {
    Properties beside = new Properties();
    beside.put("fetchSize", 5);
    assertThatThrownBy(() -> ProximaUrl.parse("jdbc:proxima:mem:", beside))
        .hasMessageContaining("fetchSize");
  }

  @Test
  void everyPropertyIsDocumented() {
    for (UrlProperty property : UrlProperty.values()) {
      assertThat(property.doc()).endsWith(".");
      assertThat(property.range()).isNotBlank();
      assertThat(UrlProperty.of(property.text())).contains(property);
    }
  }
}
