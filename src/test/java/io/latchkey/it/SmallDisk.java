package io.latchkey.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes in memory, which only root can have. */
final class SmallDisk {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test, saying so, where none can be mounted. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        String size = "size=" + megabytes + "m";
        boolean mounted = run("mount", "-t", "tmpfs", "-o", size, "latchkey-test", folder.toString());
        assumeTrue(mounted, "skipped: a small tmpfs can't be mounted here, which takes Linux and root");
        return new SmallDisk(folder);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    Path folder() {
        return folder;
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Takes all but a little of what is free. */
    void fill(int bytesLeft) throws IOException {
        long take = Files.getFileStore(folder).getUsableSpace() - bytesLeft;
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] page = new byte[4096];
            for (long taken = 0; taken + page.length <= take; taken += page.length) {
                out.write(page);
            }
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    /** Lazily, so that it ends even when a process that was killed still holds a file. */
    void unmount() throws InterruptedException {
        run("umount", "--lazy", folder.toString());
    }
}
