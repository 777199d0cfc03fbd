package io.ironstead.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "shop", "shop-2", "0", "a23456789012345678901234567890"})
    void takesNamesThatCanStandInAHostName(String name) {
        assertThat(new SiteName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "Shop",
                "a.b",
                "a_b",
                "a b",
                "../etc",
                "ä",
                "а",
                "v1-dot-shop",
                "a\0b",
                "a234567890123456789012345678901"
            })
    void refusesEveryOtherName(String name) {
        assertThatThrownBy(() -> new SiteName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatToChange() {
        assertThatThrownBy(() -> new SiteName("Shop"))
                .hasMessage("A site name may hold lower-case letters a to z, digits and hyphens only");
    }
}
