package io.ironstead.journeys;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every journey the same {@link Stage}, made for the first and closed after the last. */
class OnStage implements ParameterResolver {
    /** Held by each class of journeys there: Playwright serves one thread at a time. */
    static final String LOCK = "stage";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Stage.class, _ -> new Stage(), Stage.class);
    }
}
