package io.latchkey.bench.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectTest {
    private static final class Told implements Member {
        private final List<String> all = new ArrayList<>();

        @Override
        public void version(long from, long to) {
            all.add(from + " to " + to);
        }

        @Override
        public void value(long key, long number) {
            all.add("k" + key + " = " + number);
        }

        @Override
        public void answer(String text) {
            all.add("answer " + text);
        }
    }

    private final Told told = new Told();
    private final Dialect plain = new PlainDialect("r");
    private final Dialect latchkey = new LatchkeyDialect("r", "t");
    private final Dialect socketIo = new SocketIoDialect("r", "t");

    /** As a part of the buffer that frames are read into. */
    private void read(Dialect dialect, String text) throws IOException {
        byte[] buffer = ("??" + text + "??").getBytes(StandardCharsets.UTF_8);
        dialect.read(buffer, 2, buffer.length - 2, told);
    }

    @Test
    void countsThePlainEndpointsMessages() throws IOException {
        read(plain, plain.set(3, 40));
        read(plain, plain.set(512, 41));
        assertThat(told.all).containsExactly("0 to 1", "k3 = 40", "1 to 2", "k512 = 41");
        assertThat(plain.isJoined()).isTrue();
    }

    @Test
    void readsAPokeOfSeveralVersionsBetweenOtherLines() throws IOException {
        assertThat(latchkey.isJoined()).isFalse();
        read(latchkey, """
                {"type":"authenticated","user":{}}
                {"type":"joined","version":41}
                {"type":"presence","version":7}
                {"type":"poke","from":41,"to":44,"patch":[{"op":"put","key":"k3","value":{"n":40,"x":640,"y":480}},\
                {"op":"put","key":"k512","value":{"n":41,"x":640,"y":480}}]}
                {"type":"poke","from":44,"to":45,"patch":[]}""");
        assertThat(latchkey.isJoined()).isTrue();
        assertThat(told.all).containsExactly("41 to 44", "k3 = 40", "k512 = 41", "44 to 45");
    }

    @Test
    void isFullUntilLatchkeyAnswers() throws IOException {
        for (int i = 0; i < 200; i++) {
            assertThat(latchkey.isFull()).isFalse();
            latchkey.set(1, i);
        }
        assertThat(latchkey.isFull()).isTrue();
        read(latchkey, "{\"type\":\"result\",\"id\":1}");
        assertThat(latchkey.isFull()).isFalse();
    }

    @Test
    void joinsASocketIoRoomAndIsToldItsVersions() throws IOException {
        assertThat(socketIo.set(3, 40))
                .isEqualTo("42[\"set\",{\"key\":\"k3\",\"value\":{\"n\":40,\"x\":640,\"y\":480}}]");
        read(socketIo, "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000}");
        read(socketIo, "40{\"sid\":\"b\"}");
        assertThat(socketIo.isJoined()).isFalse();
        read(socketIo, "42[\"joined\",{\"version\":6,\"state\":{}}]");
        assertThat(socketIo.isJoined()).isTrue();
        read(socketIo, "42[\"set\",{\"version\":7,\"key\":\"k3\",\"value\":{\"n\":40,\"x\":640,\"y\":480}}]");
        read(socketIo, "2");
        assertThat(told.all)
                .containsExactly("answer 40{\"token\":\"t\",\"room\":\"r\"}", "6 to 7", "k3 = 40", "answer 3");
    }

    @Test
    void failsWhenAServerRefuses() {
        assertThatThrownBy(() -> read(latchkey, "{\"type\":\"error\",\"code\":\"forbidden\"}"))
                .hasMessageContaining("forbidden");
        assertThatThrownBy(() -> read(socketIo, "44{\"message\":\"unauthorized\"}"))
                .hasMessageContaining("unauthorized");
        assertThatThrownBy(() -> read(socketIo, "42[\"refused\",{}]")).hasMessageContaining("refused");
        assertThatThrownBy(() -> read(socketIo, "42[\"set\",{\"version\":}]")).hasMessageContaining("unexpected");
        assertThatThrownBy(() -> read(socketIo, "")).hasMessageContaining("unexpected");
    }
}
