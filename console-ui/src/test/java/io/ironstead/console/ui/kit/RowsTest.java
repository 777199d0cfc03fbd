package io.ironstead.console.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.dom.Element;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsTest {
    private record Machine(String name, int load) {}

    private final Rows<Machine> rows = new Rows<Machine>("Machines", Machine::name)
            .one("Name", "", "key", machine -> new Part.Go(machine.name(), "machines/" + machine.name()))
            .one("Load", "load", "num sub", machine -> new Part.Say(machine.load() + "", "%", ""))
            .fade(machine -> machine.load() == 0);

    @Test
    void changesTextInPlace() {
        rows.show(List.of(new Machine("a", 1), new Machine("b", 2)));
        var line = line(1);
        var number = line.getChild(1).getChild(0);

        rows.show(List.of(new Machine("a", 1), new Machine("b", 99)));

        assertThat(line(1)).isEqualTo(line);
        assertThat(line(1).getChild(1).getChild(0)).isEqualTo(number);
        assertThat(number.getTextRecursively()).isEqualTo("99%");
    }

    @Test
    void keepsTheElementsOfARowThatMoves() {
        rows.show(List.of(new Machine("a", 1), new Machine("b", 2), new Machine("c", 3)));
        var c = line(2);

        rows.show(List.of(new Machine("c", 3), new Machine("d", 4), new Machine("a", 1)));

        assertThat(line(0)).isEqualTo(c);
        assertThat(names()).containsExactly("c", "d", "a");
    }

    @Test
    void forgetsRowsThatAreGoneWithAllTheirCells() {
        rows.show(IntStream.range(0, 50).mapToObj(i -> new Machine("m" + i, i)).toList());
        rows.show(List.of(new Machine("m7", 7)));

        assertThat(names()).containsExactly("m7");
        assertThat(rows.getChildren()).hasSize(2);
    }

    @Test
    void aLinkThatLeadsElsewhereIsDrawnAgain() {
        var links = new Rows<Machine>("Links", machine -> "only")
                .one("", "", "", machine -> new Part.Go(machine.name(), "machines/" + machine.name()));
        links.show(List.of(new Machine("a", 1)));
        links.show(List.of(new Machine("b", 1)));

        var link = links.getElement().getChild(1).getChild(0).getChild(0).getChild(0);
        assertThat(link.getAttribute("href")).isEqualTo("machines/b");
        assertThat(link.getText()).isEqualTo("b");
    }

    @Test
    void saysItsMeaningInRolesBecauseCardsTakeItAway() {
        rows.show(List.of(new Machine("a", 0)));

        assertThat(rows.getElement().getAttribute("role")).isEqualTo("table");
        assertThat(line(0).getAttribute("role")).isEqualTo("row");
        assertThat(line(0).getChild(0).getAttribute("role")).isEqualTo("cell");
        assertThat(line(0).getClassList()).containsExactly("gone");
    }

    private Element line(int row) {
        return rows.getElement().getChild(1).getChild(row);
    }

    private List<String> names() {
        return rows.getElement()
                .getChild(1)
                .getChildren()
                .map(line -> line.getChild(0).getTextRecursively())
                .toList();
    }
}
