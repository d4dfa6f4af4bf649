package org.openztp.launcher;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The work that the start of a server is compared with: it has Java's compiler, started cold, compile the same classes on
 * every machine, and prints the processor time in milliseconds. Like a start, it is spent on loading, interpreting and
 * compiling.
 */
final class ReferenceWork {
    private static final int CLASSES = 24;
    private static final int METHODS = 15;

    private ReferenceWork() {}

    public static void main(String[] folder) {
        List<Source> sources =
                IntStream.range(0, CLASSES).mapToObj(ReferenceWork::source).toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-d", Path.of(folder[0]).toString());
        if (!compiler.getTask(null, null, null, options, null, sources).call()) {
            throw new IllegalStateException("the compiler refuses the reference work");
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.println(system.getProcessCpuTime() / 1_000_000);
    }

    private static Source source(int number) {
        StringBuilder code = new StringBuilder("import java.util.*;\nfinal class C" + number + " {\n");
        for (int i = 0; i < METHODS; i++) {
            code.append("  Map<String, List<Integer>> m%d(Collection<String> in) {\n".formatted(i))
                    .append("    Map<String, List<Integer>> out = new TreeMap<>();\n")
                    .append("    in.stream().filter(each -> each.length() > %d).sorted()\n".formatted(i))
                    .append("        .forEach(each -> out.computeIfAbsent(each + \"%d\", key -> new ArrayList<>())\n"
                            .formatted(number))
                    .append("            .add(each.length() * %d));\n    return out;\n  }\n".formatted(number));
        }
        return new Source("C" + number, code.append("}\n").toString());
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String name, String code) {
            super(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
