package io.latchkey.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Replays what the fuzzer found worth keeping, and what it once broke, without the fuzzer. */
class FrameCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "frames.txt");
    private static final int VARIANTS = 40;

    private static List<byte[]> corpus() throws IOException {
        return Files.readAllLines(CORPUS, StandardCharsets.US_ASCII).stream()
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    @Test
    void everyFrameOfTheCorpusIsReadOrRefusedInTheProtocolsTerms() throws IOException {
        List<byte[]> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThan(100);
        for (byte[] frame : corpus) {
            assertHolds(frame);
        }
    }

    @Test
    void soIsEveryFrameThatIsAlmostOneOfThem() throws IOException {
        Random random = new Random(1);
        for (byte[] frame : corpus()) {
            for (int i = 0; i < VARIANTS; i++) {
                assertHolds(variant(frame, random));
            }
        }
    }

    private static void assertHolds(byte[] frame) {
        assertThatCode(() -> FrameFuzz.fuzzerTestOneInput(frame))
                .as(new String(frame, StandardCharsets.UTF_8))
                .doesNotThrowAnyException();
    }

    /** Some bytes changed, or a part left out, or twice. */
    private static byte[] variant(byte[] frame, Random random) {
        byte[] changed = Arrays.copyOf(frame, Math.max(1, frame.length));
        int from = random.nextInt(changed.length);
        int length = random.nextInt(changed.length - from + 1);
        return switch (random.nextInt(3)) {
            case 0 -> {
                changed[from] ^= (byte) (1 << random.nextInt(8));
                changed[random.nextInt(changed.length)] =
                        "\"\\{}[]:,0e-u\n".getBytes(StandardCharsets.US_ASCII)[random.nextInt(13)];
                yield changed;
            }
            case 1 -> joined(changed, from, from + length);
            default -> joined(changed, from + length, from);
        };
    }

    private static byte[] joined(byte[] frame, int until, int from) {
        byte[] result = Arrays.copyOf(frame, until + frame.length - from);
        System.arraycopy(frame, from, result, until, frame.length - from);
        return result;
    }
}
