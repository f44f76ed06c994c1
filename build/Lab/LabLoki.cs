using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab;

/// <summary>A Loki in one process, which the lab's agent brings the replicas' lines to.</summary>
internal sealed class LabLoki(LabPaths paths, LabServices services)
{
    /// <summary>Its name among the lab's services.</summary>
    public const string Name = "loki";

    private const string InnerPort = "loki-grpc";
    private const int WellKnownPort = 3100;
    private const int WellKnownInnerPort = 9095;

    /// <summary>Makes sure that it runs.</summary>
    /// <param name="program">The path of Loki.</param>
    public async Task EnsureAsync(string program, CancellationToken cancellationToken)
    {
        var file = Path.Combine(paths.Loki, "loki.yml");
        AtomicFile.WriteIfChanged(file, Configuration());
        await services.EnsureAsync(
            new(
                Name,
                WellKnownPort,
                "ready",
                port => new(
                    program,
                    $"-config.file={file}",
                    $"-server.http-listen-port={port}",
                    $"-server.grpc-listen-port={services.FurtherPortOf(Name, InnerPort, WellKnownInnerPort, isInner: true)}"))
            {
                FurtherPort = InnerPort,
            },
            cancellationToken);
    }

    /// <summary>
    /// As in monitoring/loki-values.yaml; what is beside that keeps it on this computer, makes it ready at once, and lets it take what a
    /// collector brings, and give it back, without a limit (<see href="https://grafana.com/docs/loki/latest/configure/"/>).
    /// </summary>
    private string Configuration() => $$"""
        auth_enabled: false
        analytics:
          reporting_enabled: false
        server:
          http_listen_address: 127.0.0.1
          grpc_listen_address: 127.0.0.1
          grpc_server_max_recv_msg_size: 104857600
          grpc_server_max_send_msg_size: 104857600
          log_level: warn
        common:
          instance_addr: 127.0.0.1
          path_prefix: {{LabJson.Quoted(Path.Combine(paths.Loki, "data"))}}
          replication_factor: 1
          ring:
            kvstore:
              store: inmemory
          storage:
            filesystem:
              chunks_directory: {{LabJson.Quoted(Path.Combine(paths.Loki, "data", "chunks"))}}
              rules_directory: {{LabJson.Quoted(Path.Combine(paths.Loki, "data", "rules"))}}
        schema_config:
          configs:
            - from: "2024-04-01"
              store: tsdb
              object_store: filesystem
              schema: v13
              index:
                prefix: index_
                period: 24h
        frontend:
          scheduler_dns_lookup_period: 1s
        ingester:
          lifecycler:
            min_ready_duration: 0s
            final_sleep: 0s
        limits_config:
          reject_old_samples: false
          max_line_size: "0"
          ingestion_rate_mb: 1000
          ingestion_burst_size_mb: 1000
          per_stream_rate_limit: 1GB
          per_stream_rate_limit_burst: 1GB

        """;
}
