package io.heed.server.cli;

import io.heed.server.HeedServer;
import io.heed.server.ServerSettings;
import io.heed.server.service.AccessLog;
import io.heed.server.service.JsonAccessLog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed serve}: models behind ports. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Serves models over gRPC and HTTP (Open Inference Protocol, as Triton and KServe have it;"
          + " Hugging Face's /predict) and the lean binary protocol.",
      "",
      "Every option can also be given in the environment (--http-port as HEED_HTTP_PORT) or in the"
          + " file of --config (http-port=8000); the command line comes first, then the"
          + " environment. Stop it with Ctrl-C or SIGTERM: what was taken is answered.",
      "",
      "Exit status: 1 if it cannot start, 2 if the command was called wrongly, 143 after SIGTERM.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = HeedVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed serve",
      "  heed serve --model models/mine --variant int8",
      "  heed serve --model-repository models --poll-seconds 5 --access-log -",
      "  heed serve --http-port 80 --grpc-port off --inference-tokens-file tokens.txt",
      "  curl -d '{\"inputs\": \"Oil prices soar\"}' localhost:8000/predict",
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Lines of option=value, such as http-port=8000; so does HEED_CONFIG.")
  @SuppressWarnings("UnusedVariable") // ServeDefaults reads it before the others are parsed
  private @Nullable Path config;

  @Mixin private ServedModelOptions models = new ServedModelOptions();

  @Mixin private PortOptions ports = new PortOptions();

  @Mixin private ProtectionOptions protection = new ProtectionOptions();

  @Mixin private AccessLogOptions accessLog = new AccessLogOptions();

  private ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (spec.defaultValueProvider() instanceof ServeDefaults defaults) {
      defaults.check(spec);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    long begin = System.nanoTime();
    AccessLog log = accessLog.open(out);
    ServerSettings settings;
    try {
      settings = settings(log);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    HeedServer server = HeedServer.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log, err), "heed-stop"));
    Banner.print(out, server, settings, Duration.ofNanos(System.nanoTime() - begin));
    new CountDownLatch(1).await(); // until the JVM is told to stop
    return CommandLine.ExitCode.OK;
  }

  private ServerSettings settings(AccessLog log) {
    return protection.apply(
        ServerSettings.DEFAULT
            .withPorts(ports.ports())
            .withModels(models.settings())
            .withAccessLog(log));
  }

  private static void stop(HeedServer server, AccessLog log, PrintWriter err) {
    err.println("heed: stopping; requests at work are answered first");
    err.flush();
    boolean drained = server.drain();
    if (log instanceof JsonAccessLog file) {
      file.close();
    }
    err.println(
        drained ? "heed: stopped" : "heed: stopped; the drain time was over before all answers");
    err.flush();
  }
}
