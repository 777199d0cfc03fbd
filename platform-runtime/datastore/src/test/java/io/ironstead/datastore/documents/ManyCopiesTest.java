package io.ironstead.datastore.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Reading documents of which three copies know different things. */
class ManyCopiesTest {
    private final FakeCopy one = new FakeCopy();
    private final FakeCopy two = new FakeCopy();
    private final FakeCopy three = new FakeCopy();

    /** A database that is only read. */
    private record Copies(List<EntityPart> parts) implements EntityDatabase {
        @Override
        public boolean make() {
            return true;
        }

        @Override
        public Map<String, Winner> winners(List<String> ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Written> copyAll(List<ObjectNode> documents) {
            throw new UnsupportedOperationException();
        }
    }

    private Collected read() {
        return Collected.of(new CouchDocuments(new Copies(List.of(new EntityPart(List.of(one, two, three), 2)))));
    }

    @Test
    void whatTwoOfThreeHaveIsRead() {
        two.with("a", 1).with("b", 2).with("c", 3);
        three.with("b", 2).with("a", 1);
        one.with("c", 3);
        assertThat(read().rows()).containsExactly("a 1 row1", "b 2 row2", "c 3 row3");
    }

    @Test
    void theNewestVersionOfAllCopiesIsRight() {
        one.with("a", 1).with("b", 2).withDeleted("c", 9).with("d", 1);
        two.with("a", 4).withDeleted("b", 3).with("c", 5).with("d", 6, 2);
        three.with("a", 4).withDeleted("b", 3).withDeleted("c", 9).with("d", 6, 2);
        var collected = read();
        assertThat(collected.rows()).containsExactly("a 4 row4", "d 6 row6");
        assertThat(collected.missing()).isEmpty();
    }

    @Test
    void oneThatIsAwayIsNotNeeded() {
        one.answering(0);
        two.with("a", 1);
        three.with("b", 2);
        assertThat(read().rows()).containsExactly("a 1 row1", "b 2 row2");
    }

    @Test
    void twoThatAreAwayAreTooMany() {
        one.with("a", 1);
        two.answering(0);
        three.with("a", 1).answering(1);
        assertThatThrownBy(this::read).isInstanceOf(DocumentsException.class);
    }

    @Test
    void whatWasListedAndCannotBeReadIsTold() {
        one.with("a", 1);
        two.with("a", 1).with("b", 7).answering(2);
        assertThat(read().missing()).containsOnlyKeys("b");
    }

    @Test
    void manyAreReadOnce() {
        IntStream.range(0, 1_700).forEach(i -> {
            two.with("d" + i, i);
            three.with("d" + i, i);
            if (i % 3 == 0 && i < 900) {
                one.with("d" + i, i);
            }
        });
        assertThat(read().rows()).hasSize(1_700).doesNotHaveDuplicates();
        assertThat(three.documentsRead()).isZero();
    }
}
