package io.ironstead.console.ui.machines;

import io.ironstead.model.NodeId;

/** The addresses of the machines' pages, for pages of other features. */
public final class MachinesNavigation {
    /** The list. */
    public static final String LIST = "machines";

    private MachinesNavigation() {}

    public static String address(NodeId machine) {
        return LIST + "/" + machine;
    }
}
