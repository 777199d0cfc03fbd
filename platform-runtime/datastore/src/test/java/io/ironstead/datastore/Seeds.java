package io.ironstead.datastore;

import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Fresh seeds; {@code -Dseeds=N} for more, {@code -Dlong=true} for 50, {@code -Dseed=S} to replay one. */
public final class Seeds implements ArgumentsProvider {
    private static final int USUAL = Boolean.getBoolean("long") ? 50 : 2;

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        var one = Optional.ofNullable(System.getProperty("seed")).map(Long::valueOf);
        return one.map(LongStream::of)
                .orElseGet(() -> new Random().longs(Integer.getInteger("seeds", USUAL)))
                .mapToObj(Arguments::of);
    }
}
