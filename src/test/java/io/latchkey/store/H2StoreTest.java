package io.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.RoomId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    Store open() {
        return H2Store.open(folder);
    }

    @Test
    void aDamagedFileStopsTheStartWithWhatToDo() throws Exception {
        Path damaged = folder.resolve("damaged");
        Files.createDirectories(damaged);
        Files.writeString(damaged.resolve("latchkey.mv.db"), "no database".repeat(1000), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> H2Store.open(damaged))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("restore a backup")
                .hasMessageContaining("latchkey.data");
    }

    @Test
    void aFolderThatCannotBeMadeStopsTheStartWithWhatToDo() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> H2Store.open(file.resolve("below")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("latchkey.data");
    }

    @Test
    void aDatabaseOfANewerVersionStopsTheStartAndNamesIt() throws Exception {
        Path newer = folder.resolve("newer");
        H2Store.open(newer).close();
        String url = "jdbc:h2:file:" + newer.resolve("latchkey").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO schema_version VALUES (99)");
        }
        assertThatThrownBy(() -> H2Store.open(newer))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer Latchkey")
                .hasMessageContaining("schema 99");
    }

    @Test
    void aDatabaseThatClosedItselfIsOpenedAgainForReadersAndWriters() throws Exception {
        Path own = folder.resolve("own");
        RoomId room = new RoomId("acme:board");
        String url = "jdbc:h2:file:" + own.resolve("latchkey").toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE";
        try (Store store = H2Store.open(own)) {
            store.create(room, "e1");
            for (int i = 0; i < 5; i++) {
                shutDown(url);
                assertThat(store.readAfter(room, 0)).hasSize(i);
                shutDown(url);
                AppendResult result;
                try {
                    result = store.append(List.of(new RoomAppend(room, "e1", i, i + 1, 1, "x")), 0);
                } catch (StoreException e) {
                    result = store.append(List.of(new RoomAppend(room, "e1", i, i + 1, 1, "x")), 0);
                }
                assertThat(result).isEqualTo(new AppendResult.Appended(Set.of(room)));
            }
        }
    }

    /** As H2 does to itself after a failed write. */
    private static void shutDown(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute("SHUTDOWN IMMEDIATELY");
        }
    }
}
