package io.ironstead.files.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ironstead.files.FileDamagedException;
import io.ironstead.files.FileStoreContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final SecretKey KEY = new SecretKeySpec(FileStoreContract.bytes(32, 1), "AES");
    private static final ContentId ID = ContentId.fresh();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Seal.CHUNK - 1, Seal.CHUNK, Seal.CHUNK + 1, 2 * Seal.CHUNK, 3 * Seal.CHUNK + 9})
    void opensWhatItSealedAndNothingShorter(int size) throws Exception {
        var plain = FileStoreContract.bytes(size, size);
        var sealed = seal(ID, plain);
        assertThat(sealed).hasSize(Math.toIntExact(Seal.sealedSize(size)));
        assertThat(open(ID, sealed, size)).isEqualTo(plain);

        var cut = Arrays.copyOf(sealed, sealed.length - 1);
        assertThatThrownBy(() -> open(ID, cut, size)).isInstanceOf(FileDamagedException.class);
    }

    @Test
    void seesEveryChangedByte() throws Exception {
        var plain = FileStoreContract.bytes(200, 3);
        var sealed = seal(ID, plain);
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> open(ID, changed, 200)).isInstanceOf(FileDamagedException.class);
        }
    }

    @Test
    void seesWhenWholeChunksAreCutOffOrSwappedOrAnothersAreGiven() throws Exception {
        var plain = FileStoreContract.bytes(3 * Seal.CHUNK, 4);
        var sealed = seal(ID, plain);
        int one = (int) Seal.sealedOffset(1);
        var shorter = Arrays.copyOf(sealed, 2 * one);
        assertThatThrownBy(() -> open(ID, shorter, 2 * Seal.CHUNK)).isInstanceOf(FileDamagedException.class);

        var swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, one, one);
        System.arraycopy(sealed, one, swapped, 0, one);
        assertThatThrownBy(() -> open(ID, swapped, plain.length)).isInstanceOf(FileDamagedException.class);
        assertThatThrownBy(() -> open(ContentId.fresh(), sealed, plain.length))
                .isInstanceOf(FileDamagedException.class);
    }

    private static byte[] seal(ContentId id, byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(new Seal(KEY, id).seal(new ByteArrayInputStream(plain), out)).isEqualTo(plain.length);
        return out.toByteArray();
    }

    private static byte[] open(ContentId id, byte[] sealed, long size) throws IOException {
        var in = new ByteArrayInputStream(sealed);
        var out = new ByteArrayOutputStream();
        for (long chunk = 0; chunk <= Seal.lastChunk(size); chunk++) {
            out.write(new Seal(KEY, id).open(in, chunk, size));
        }
        return out.toByteArray();
    }
}
