package io.ironstead.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.model.Digest;
import io.ironstead.model.NodeId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import io.ironstead.model.VersionRoom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table by a clock of the test's own. */
class CardTableTest {
    private static final NodeId A = new NodeId("a");
    private static final NodeId B = new NodeId("b");
    private static final VersionKey SHOP =
            new VersionKey(new SiteName("shop"), ServiceName.DEFAULT, new VersionId("v1"));
    private final CardTable table = new CardTable();

    CardTableTest() {
        table.members(Set.of(A, B));
    }

    static NodeCard card(NodeId node, long started, long number) {
        var room = new VersionRoom(true, true, 2, 7, 13, 1);
        return new NodeCard(
                        node,
                        started,
                        number,
                        "127.0.0.1",
                        4000,
                        false,
                        List.of(new Digest("ab".repeat(32))),
                        Map.of(SHOP, room))
                .with(new DataPart(4001, true, Map.of(new SiteName("shop"), 3L, new SiteName("bank"), 1L << 40)));
    }

    @Test
    void aCardCountsUntilItsLastMoment() {
        table.hear(card(A, 1, 1), 1000);

        assertThat(table.alive(999 + CardTable.COUNTS.toNanos())).hasSize(1);
        assertThat(table.alive(1000 + CardTable.COUNTS.toNanos())).isEmpty();
        assertThat(CardTable.COUNTS.toMillis()).isLessThan(2000);
    }

    @Test
    void whoLeftIsGoneAtOnceAndComesBackWithHisNextCard() {
        table.hear(card(A, 1, 1), 0);
        table.hear(card(B, 1, 1), 0);
        table.gone(A);
        assertThat(table.alive(1)).extracting(NodeCard::node).containsExactly(B);

        table.hear(card(A, 1, 2), 2);
        assertThat(table.alive(3)).hasSize(2);
    }

    @Test
    void onlyMachinesOfTheListCount() {
        table.hear(card(new NodeId("stranger"), 1, 1), 0);
        assertThat(table.alive(1)).isEmpty();

        table.hear(card(A, 1, 1), 0);
        table.members(Set.of(B));
        assertThat(table.alive(1)).isEmpty();
    }

    @Test
    void anOlderCardThatComesLateChangesNothingAndANewLifeDoes() {
        table.hear(card(A, 5, 9), 0);
        table.hear(card(A, 5, 8), 1);
        table.hear(card(A, 4, 99), 1);
        assertThat(table.alive(2).getFirst().number()).isEqualTo(9);

        table.hear(card(A, 6, 1), 3);
        assertThat(table.alive(4).getFirst().started()).isEqualTo(6);
    }

    @Test
    void aCardIsTheSameAfterItsJourneyAndHalfACardIsNone() throws IOException {
        var card = card(A, 5, 9);
        var bytes = CardText.write(card);
        assertThat(CardText.read(bytes)).isEqualTo(card);
        for (int length = 0; length < bytes.length; length++) {
            var half = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> CardText.read(half)).isInstanceOf(IOException.class);
        }
        bytes[0] = 99;
        assertThatThrownBy(() -> CardText.read(bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotNamedIsKnownToWhoeverKnowsTheSameVersions() throws IOException {
        var other = new VersionKey(new SiteName("blog"), ServiceName.DEFAULT, new VersionId("v1"));
        var catalogue = Catalogue.of(Set.of(SHOP, other));
        var named = new VersionRoom(true, true, 2, 7, 13, 1, 3, new VersionRoom.Load(1.5f, 0.25f, 4));
        var card = new NodeCard(
                A,
                1,
                1,
                "127.0.0.1",
                4000,
                false,
                List.of(),
                new NodeRoom(5L << 30, 8),
                catalogue,
                Map.of(SHOP, named),
                DataPart.NONE);
        var read = CardText.read(CardText.write(card));

        var same = read.readBy(Catalogue.of(Set.of(other, SHOP)));
        assertThat(same.of(SHOP)).isEqualTo(named);
        assertThat(same.of(other)).isEqualTo(VersionRoom.ASLEEP);
        assertThat(same.room()).isEqualTo(new NodeRoom(5L << 30, 8));
        assertThat(read.of(other)).isEqualTo(VersionRoom.NONE);
        var newer = new VersionKey(new SiteName("blog"), ServiceName.DEFAULT, new VersionId("v2"));
        var differs = read.readBy(Catalogue.of(Set.of(SHOP, other, newer)));
        assertThat(differs.of(other)).isEqualTo(VersionRoom.NONE);
        assertThat(differs.of(SHOP)).isEqualTo(named);
    }

    @Test
    void aCardWithAFigureThatIsNoneIsNoCard() {
        var load = new VersionRoom.Load(1.5f, 0.25f, 4);
        var room = new VersionRoom(true, true, 2, 7, 13, 1, 0, load);
        var bytes = CardText.write(new NodeCard(A, 1, 1, "127.0.0.1", 4000, false, List.of(), Map.of(SHOP, room)));
        var figures = ByteBuffer.wrap(bytes);
        int at = 0;
        while (figures.getFloat(at) != 0.25f) {
            at++;
        }
        figures.putFloat(at, Float.NaN);
        assertThatThrownBy(() -> CardText.read(bytes)).isInstanceOf(IOException.class);
    }
}
