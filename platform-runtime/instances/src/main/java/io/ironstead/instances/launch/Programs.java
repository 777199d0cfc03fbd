package io.ironstead.instances.launch;

import java.util.List;

/** Chooses the command that runs a bundle as one instance. */
public final class Programs {
    private Programs() {}

    public static Program program(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        return switch (instance.app().runtime()) {
            case PYTHON -> PythonPrograms.program(tools, bundle, instance);
            case NODEJS -> NodePrograms.program(tools, bundle, instance);
            case JAVA -> JavaPrograms.program(tools, bundle, instance);
            case CUSTOM -> custom(tools, bundle, instance);
            case STATIC -> throw new IllegalArgumentException("A bundle of static files has no program");
        };
    }

    private static Program custom(Tools tools, BundleFolder bundle, InstanceIdentity instance) {
        var environment = instance.environment();
        environment.put("PATH", tools.searchPath(List.of(bundle.files())));
        var command = Entrypoint.command(instance.app().entrypoint().orElse(""), environment);
        return new Program(command, environment, bundle.files(), List.of(bundle.root()));
    }
}
