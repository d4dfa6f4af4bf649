package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Text;
import org.openztp.config.Yaml;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.TarGz;

class ActionsTest {
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOneOne";

    @TempDir
    Path conf;

    private Site site;

    @BeforeEach
    void makeSite() throws IOException {
        for (String folder : List.of("files/sub", "scripts", "templates")) {
            Files.createDirectories(conf.resolve(folder));
        }
        Files.writeString(conf.resolve("secret"), "outside");
        Files.writeString(conf.resolve("files/sub/a"), "it's\n");
        Files.write(conf.resolve("files/bytes"), new byte[] {0, 'a', '\'', (byte) 0xff, '\\'});
        Files.write(conf.resolve("files/large"), new byte[32 * 1024 + 1]);
        Files.write(conf.resolve("files/a;b"), new byte[32 * 1024 + 1]);
        Files.write(conf.resolve("files/a%b"), new byte[32 * 1024 + 1]);
        Files.write(conf.resolve("files/ä +"), new byte[32 * 1024 + 1]);
        Files.writeString(conf.resolve("files/x.uci"), "package a\nconfig b\n\npackage ztp\n\npackage firewall\n");
        Files.writeString(conf.resolve("files/wrong.uci"), "package a\n\noption b c\n");
        Files.write(conf.resolve("files/wrong.tgz"), new byte[] {0x1f, (byte) 0x8b, 8});
        Files.write(
                conf.resolve("files/x.tgz"),
                new TarGz().file("etc/x", "").file("root/x", "").bytes());
        Files.createSymbolicLink(conf.resolve("files/link"), conf.resolve("secret"));
        Files.writeString(conf.resolve("scripts/s.sh"), "echo\n");
        Files.writeString(conf.resolve("templates/t"), "a=$a\nb=$b\n");
        Files.write(conf.resolve("templates/bytes"), new byte[] {(byte) 0xff});
        site = new Site(
                new SiteFiles(conf),
                new Fixed(Map.of("a", "1")),
                file -> file.equals("x.bin") ? Optional.of("0".repeat(64)) : Optional.empty(),
                List.of(KEY + " server"),
                Optional.empty());
    }

    private record Fixed(Map<String, Object> all) implements Text.Names {
        @Override
        public Optional<Object> find(String name) {
            return Optional.ofNullable(all.get(name));
        }

        @Override
        public Object call(String function, List<String> arguments) {
            return function + arguments;
        }

        @Override
        public Collection<String> known() {
            return all.keySet();
        }
    }

    private Fragment compile(String action, String attributes) throws Wrong {
        return Actions.compile(action, mapping(Yaml.parse("{" + attributes + "}")), site);
    }

    private static Map<String, Object> mapping(Yaml yaml) {
        Map<String, Object> all = new LinkedHashMap<>();
        ((Yaml.Mapping) yaml).entries().forEach((name, entry) -> all.put(name, value(entry.value())));
        return all;
    }

    private static Object value(Yaml yaml) {
        if (yaml instanceof Yaml.Items items) {
            return items.values().stream().map(ActionsTest::value).toList();
        }
        return yaml instanceof Yaml.Scalar scalar ? scalar.isNull() ? null : scalar.text() : mapping(yaml);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            set_hostname    | hostname: ap-1                                  | uci_begin 'system';uci_set 'system.@system[0].hostname=ap-1';uci_end 'system'
            uci             | set: {a.b: t, a.b.c: 'x y', a.b.d: [1, 2]}       | uci_begin 'a';uci_set 'a.b=t';uci_set 'a.b.c=x y';uci_list 'a.b.d' '1' '2';uci_end
            uci             | delete: [a.b], set: {c.d.e: ''}, reload: cron    | uci_begin 'a' 'c';uci_delete 'a.b';uci_delete 'c.d.e';uci_end 'cron'
            uci             | batch: "add_list a.b.c='x y'"                    | uci_begin 'a';uci_add_list 'a.b.c' 'x y' ''\\''x y'\\''';uci_end
            packages        | install: [a, b], remove: c                       | remove_packages 'c';install_packages 'a' 'b'
            copy_file       | src: sub/a, dst: /etc/a                          | put_file '/etc/a' '0644' '-rw-r--r--' 'root:root' 'replace' 'SHA' 'text' 'it'\\''s~'
            copy_file       | src: bytes, dst: /b, mode: 4755, owner: a:b      | put_file '/b' '4755' '-rwsr-xr-x' 'a:b' 'replace' 'SHA' 'escaped' '\\0000a\\0047\\0377\\0134'
            copy_file       | src: large, dst: /b, overwrite: backup           | put_file '/b' '0644' '-rw-r--r--' 'root:root' 'backup' 'SHA' 'fetched' 'files/large?sha256=SHA'
            copy_file       | src: 'ä +', dst: /b                              | put_file '/b' '0644' '-rw-r--r--' 'root:root' 'replace' 'SHA' 'fetched' 'files/%C3%A4%20%2B?sha256=SHA'
            restore         | src: x.uci                                       | uci_begin 'a' 'firewall';uci_whole 'a' 'config b~';uci_whole 'firewall' '~';uci_end
            template        | src: t, dst: /t, variables: {b: 2}, reload: [x]  | put_file '/t' '0644' '-rw-r--r--' 'root:root' 'replace' 'SHA' 'text' 'a=1~b=2~';touched_if_changed 'x'
            template        | src: t, dst: /t, substitution: loose             | put_file '/t' '0644' '-rw-r--r--' 'root:root' 'replace' 'SHA' 'text' 'a=1~b=$b~'
            password        | hash: $6$salt$abcdefghijklmnop                   | set_password 'root' '$6$salt$abcdefghijklmnop'
            service         | name: cron, commands: [enable, restart]          | service 'cron' 'enable' 'changed';service 'cron' 'restart' 'changed'
            service         | name: cron, commands: reload, always_execute: true | service 'cron' 'reload' 'always'
            run_script      | script: s.sh, arguments: [a, 'b c']              | run_script 'once' 'SHA' 'echo~' 'a' 'b c'
            upgrade         | file: x.bin, release: 24.10.0                    | upgrade 'fw/x.bin' '24.10.0' 'SHA'
            upgrade         | file: x.bin, release: 24.10.0, keep: false       | upgrade 'fw/x.bin' '24.10.0' 'SHA' '-n'
            reboot          | ''                                               | reboot_once
            reboot          | when: needed                                     | reboot_when_needed
            remote_log      | address: 10.0.0.1, port: 1514                    | uci_begin 'system';uci_set 'system.@system[0].log_ip=10.0.0.1';uci_set 'system.@system[0].log_port=1514';uci_set 'system.@system[0].log_proto=udp';uci_end 'log'
            """)
    void anActionIsItsCalls(String action, String attributes, String calls) throws Wrong {
        String script = compile(action, attributes).script().replaceAll("[0-9a-f]{64}", "SHA");

        String fileWithBreaks = calls.replace("~", "\n");
        assertThat(script).isEqualTo(fileWithBreaks.replace(";", "\n").replace("\\\\", "\\"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            set_hostnam     | hostname: x                           | action: there is no set_hostnam; did you mean set_hostname?
            set_hostname    | hostnam: x                            | hostnam: set_hostname has no such attribute; did you mean hostname? It has always_execute, confirm, hostname
            set_hostname    | ''                                    | hostname: missing
            set_hostname    | hostname: a b                         | hostname: a name of letters
            set_hostname    | hostname: [a]                         | hostname: a plain value is wanted
            uci             | ''                                    | set, delete or batch
            uci             | set: {network.lan: }, delete: [a b.c] | a b.c: package.section.option is wanted
            uci             | set: {a.b;reboot: x}                  | a.b;reboot: package.section.option is wanted
            uci             | set: {a.b.c: "x\\ny"}                 | a.b.c: a value of one line is wanted
            uci             | set: {a.b: [x]}                       | a.b: a section has a type and no list
            uci             | set: {a.b.c: {d: e}}                  | set: a.b.c: a value or a list
            uci             | batch: "set a.b.c=x\\nadd a rule"     | batch: line 2: add: one word
            uci             | batch: "rename a.b=c"                 | batch: line 1: rename: set, delete, add_list and del_list can be said again
            uci             | batch: "set a.b.c='x"                 | batch: line 1: a quote has no end
            uci             | batch: "set a.b.c"                    | batch: line 1: set a.b.c: = and a value
            packages        | install: [a, 'b;c']                   | install: a list of package names is wanted
            packages        | install: a, remove: a                 | remove: a package cannot be installed and removed
            copy_file       | src: ../secret, dst: /x               | src: a path inside the folder
            copy_file       | src: link, dst: /x                    | src: link is no file of conf/files
            copy_file       | src: none, dst: /x                    | src: there is no readable none in conf/files
            copy_file       | src: sub, dst: /x                     | src: sub is no file
            copy_file       | src: sub/a, dst: x                    | dst: an absolute path
            copy_file       | src: sub/a, dst: /etc/../x            | dst: an absolute path
            copy_file       | src: sub/a, dst: /x, mode: rw         | mode: an octal mode
            copy_file       | src: sub/a, dst: /x, overwrite: often | overwrite: one of
            copy_file       | src: 'a;b', dst: /x                   | files/a;b: what routers fetch can have no ; and no % in its name
            copy_file       | src: 'a%b', dst: /x                   | files/a%b: what routers fetch can have no ; and no % in its name
            restore         | ''                                    | src: missing, and the node has no startup-config
            restore         | src: wrong.uci                        | src: wrong.uci: line 3: option b: a config line is wanted before it
            restore         | src: wrong.tgz                        | src: wrong.tgz: the archive is cut off
            restore         | src: x                                | src: there is no readable x in conf/files
            restore         | src: ../secret                        | src: a path inside the folder
            reboot          | when: later                           | when: one of
            reboot          | when: needed, confirm: 9              | confirm: reboot restarts the router
            template        | src: t, dst: /x                       | src: templates/t:2: $b: there is nothing of that name; did you mean a?
            template        | src: bytes, dst: /x                   | src: bytes is no text in UTF-8
            authorized_keys | keys: [hello]                         | keys: a line of authorized_keys
            password        | hash: secret                          | hash: a crypt hash
            service         | name: a, commands: dance              | commands: a list of enable
            run_script      | script: ../secret                     | script: a path inside the folder
            upgrade         | file: y.bin, release: 24.10.0         | file: there is no y.bin in fw
            upgrade         | file: x.bin, release: new             | release: a release such as
            upgrade         | file: x.bin, release: 24.10.0, confirm: 60 | confirm: upgrade restarts the router
            uci             | delete: a.b, confirm: 3               | confirm: a whole number from 5 to 900
            remote_log      | address: 10.0.0.1, port: 0            | port: a whole number from 1
            """)
    void whatIsWrongIsNamed(String action, String attributes, String words) {
        assertThatThrownBy(() -> compile(action, attributes))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            set: {network.lan.proto: dhcp}                   | 60
            set: {network.lan.proto: dhcp}, confirm: 120     | 120
            set: {network.lan.proto: dhcp}, confirm: false   | 0
            set: {wireless.radio0.channel: 36}               | 60
            set: {system.ntp.enabled: 1}                     | 0
            set: {system.ntp.enabled: 1}, confirm: 30        | 30
            set: {system.ntp.enabled: 1}, reload: [firewall] | 60
            """)
    void whatMayCutTheRouterOffHasATimer(String attributes, int seconds) throws Wrong {
        assertThat(compile("uci", attributes).confirmSeconds()).isEqualTo(seconds);
    }

    @Test
    void aBackupIsRestoredWithTheServersKeysAndWhatIsLeftOutIsSaid() throws Wrong {
        Fragment fragment = compile("restore", "src: x.tgz");

        assertThat(fragment.confirmSeconds()).isEqualTo(60);
        assertThat(fragment.script().lines())
                .first()
                .isEqualTo("say '1 files of the backup are left out: they are not below /etc'");
        assertThat(fragment.script())
                .contains("\nrestore_archive '")
                .endsWith(" 'escaped' '" + escaped() + "' '" + KEY + " server'");
        assertThat(compile("restore", "src: x.uci").confirmSeconds()).isEqualTo(60);
    }

    private String escaped() {
        return new SiteFiles(conf).file("x.tgz").word();
    }

    @Test
    void anExclusiveListOfKeysHasTheServersOwn() throws Wrong {
        assertThat(compile("authorized_keys", "exclusive: true, keys: [ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB me]")
                        .script())
                .isEqualTo("only_keys '" + KEY + " server' 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB me'");
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        String before = compile("copy_file", "src: sub/a, dst: /a").script();
        Files.writeString(conf.resolve("files/sub/a"), "other");

        assertThat(compile("copy_file", "src: sub/a, dst: /a").script())
                .isNotEqualTo(before)
                .contains("'other'");
    }
}
