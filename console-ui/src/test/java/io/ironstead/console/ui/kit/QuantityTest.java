package io.ironstead.console.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantityTest {

    @Test
    void ratesAreWholeFromTenOn() {
        assertThat(Quantity.perSecond(0)).hasToString("0 /s");
        assertThat(Quantity.perSecond(0.4)).hasToString("0.4 /s");
        assertThat(Quantity.perSecond(9.94)).hasToString("9.9 /s");
        assertThat(Quantity.perSecond(9.95)).hasToString("10 /s");
        assertThat(Quantity.perSecond(1283.6)).hasToString("1,284 /s");
    }

    @Test
    void bytesTakeTheUnitInWhichTheyStayBelowAThousandAndSome() {
        assertThat(Quantity.bytes(0)).hasToString("0 B");
        assertThat(Quantity.bytes(1_023)).hasToString("1,023 B");
        assertThat(Quantity.bytes(1_024)).hasToString("1.0 KiB");
        assertThat(Quantity.bytes(14_889_779)).hasToString("14.2 MiB");
        assertThat(Quantity.bytes(612L << 20)).hasToString("612 MiB");
        assertThat(Quantity.bytes((1L << 30) - 1)).hasToString("1.0 GiB");
    }

    @Test
    void aPartIsToldInTheUnitOfTheWhole() {
        assertThat(Quantity.of(200L << 20, 24L << 30)).isEqualTo(new Quantity("0.2", "/ 24 GiB"));
        assertThat(Quantity.of(829L << 30, 1_443L << 30)).isEqualTo(new Quantity("0.8", "/ 1.4 TiB"));
        assertThat(Quantity.of(0, 0)).isEqualTo(new Quantity("0.0", "/ 0.0 B"));
    }

    @Test
    void shortTimesKeepADecimal() {
        assertThat(Quantity.millis(Duration.ZERO)).hasToString("0 ms");
        assertThat(Quantity.millis(Duration.ofNanos(2_240_000))).hasToString("2.2 ms");
        assertThat(Quantity.millis(Duration.ofMillis(1_284))).hasToString("1,284 ms");
        assertThat(Quantity.took(Duration.ofMillis(420))).isEqualTo("0.4 s");
        assertThat(Quantity.took(Duration.ofMillis(9_949))).isEqualTo("9.9 s");
        assertThat(Quantity.took(Duration.ofMillis(9_950))).isEqualTo("10 s");
        assertThat(Quantity.took(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    }

    @Test
    void agesAreToldInTheirBiggestUnit() {
        assertThat(Quantity.age(Duration.ofSeconds(-3))).hasToString("0 s");
        assertThat(Quantity.age(Duration.ofSeconds(59))).hasToString("59 s");
        assertThat(Quantity.age(Duration.ofSeconds(60))).hasToString("1 min");
        assertThat(Quantity.age(Duration.ofHours(47))).hasToString("47 h");
        assertThat(Quantity.age(Duration.ofHours(48))).hasToString("2 d");
    }

    @Test
    void oneIsNotMany() {
        assertThat(Quantity.plural(1, "machine")).isEqualTo("1 machine");
        assertThat(Quantity.plural(0, "machine")).isEqualTo("0 machines");
        assertThat(Quantity.plural(1_200, "site")).isEqualTo("1,200 sites");
    }
}
