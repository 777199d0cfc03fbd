package io.ironstead.console.ui.kit;

import java.util.List;

/** Things that the finder can find, of one kind; it shows only what the reader may see. */
public interface Findable {

    /** The matches for what was typed, best first, at most {@code most}; all of them for an empty text. */
    List<Found> find(String typed, int most);

    /** One match: what it is called, what it is, and its address in the console. */
    record Found(Icon icon, String name, String kind, String address) {}
}
