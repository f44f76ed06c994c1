namespace GitOpsDemo.Lab.Fields;

/// <summary>
/// The table of every field that the lab knows, and what it does with it. What is not in it is refused: a lab that leaves something out
/// without a word proves what is not true. <c>docs/lab.md</c> has it too, and a test compares the two.
/// </summary>
/// <remarks>A path holds for all that is below it. <c>[]</c> is any element of a list.</remarks>
internal static class LabFields
{
    private const LabTreatment Done = LabTreatment.Done;
    private const LabTreatment Engine = LabTreatment.Engine;
    private const LabTreatment Enforced = LabTreatment.EnforcedByEngine;
    private const LabTreatment Noted = LabTreatment.NoMeaning;
    private const LabTreatment Refused = LabTreatment.Refused;

    private const string Pod = "spec.template.spec";
    private const string Container = $"{Pod}.containers[]";
    private const string Endpoint = "spec.endpoints[]";

    /// <summary>The kinds that run or scrape, and that the lab neither does nor may pass over.</summary>
    public static readonly IReadOnlyDictionary<string, string> RefusedKinds = new Dictionary<string, string>
    {
        ["StatefulSet"] = "the lab runs Deployments only",
        ["DaemonSet"] = "the lab runs Deployments only",
        ["ReplicaSet"] = "the lab runs Deployments only",
        ["ReplicationController"] = "the lab runs Deployments only",
        ["Rollout"] = "the lab runs Deployments only",
        ["Pod"] = "the lab runs Deployments only",
        ["Job"] = "the lab runs Deployments only",
        ["CronJob"] = "the lab runs Deployments only",
        ["PodMonitor"] = "the lab scrapes by ServiceMonitors only",
        ["Probe"] = "the lab scrapes by ServiceMonitors only",
        ["ScrapeConfig"] = "the lab scrapes by ServiceMonitors only",
    };

    /// <summary>The fields by the kind of object, in the order of the page.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<LabField>> ByKind = new Dictionary<string, IReadOnlyList<LabField>>
    {
        ["Deployment"] = [.. OfDeployment(), .. OfPod(), .. OfContainer(), .. OfProbes()],
        ["Service"] =
        [
            new("metadata", Done),
            new("spec.selector", Done),
            new("spec.ports[].name", Done),
            new("spec.ports[].port", Done),
            new("spec.ports[].targetPort", Done),
            new("spec.ports[].protocol", Done, "TCP") { Values = ["TCP"] },
            new("spec.ports[].appProtocol", Noted),
            new("spec.ports[].nodePort", Noted),
            new("spec.type", Done, "ClusterIP, NodePort or LoadBalancer") { Values = ["ClusterIP", "NodePort", "LoadBalancer"] },
            new("spec.clusterIP", Noted),
            new("spec.clusterIPs", Noted),
            new("spec.ipFamilies", Noted),
            new("spec.ipFamilyPolicy", Noted),
            new("spec.internalTrafficPolicy", Noted),
            new("spec.externalTrafficPolicy", Noted),
            new("spec.trafficDistribution", Noted),
            new("spec.allocateLoadBalancerNodePorts", Noted),
            new("spec.loadBalancerClass", Noted),
            new("spec.sessionAffinity", Done, "None: requests go to the ready replicas in turn") { Values = ["None"] },
            new("spec.publishNotReadyAddresses", Done, "false: only ready replicas get requests") { Values = ["false"] },
            new("spec.externalName", Refused),
            new("spec.externalIPs", Refused),
        ],
        ["ServiceMonitor"] = [.. OfMonitor()],
        ["PrometheusRule"] = [new("metadata", Done), new("spec.groups", Done, "by Prometheus itself")],
        ["ConfigMap"] = [new("metadata", Done), new("data", Done), new("binaryData", Done), new("immutable", Done)],
        ["Secret"] = [new("metadata", Done), new("data", Done), new("stringData", Done), new("type", Done), new("immutable", Done)],
    };

    private static IEnumerable<LabField> OfDeployment() =>
    [
        new("metadata", Done),
        new("spec.replicas", Done),
        new("spec.selector", Done),
        new("spec.minReadySeconds", Done),
        new("spec.strategy.type", Done, "RollingUpdate") { Values = ["RollingUpdate"] },
        new("spec.strategy.rollingUpdate", Done, "maxSurge and maxUnavailable"),
        new("spec.revisionHistoryLimit", Noted),
        new("spec.progressDeadlineSeconds", Noted, "a replica has 60 s to be ready, or --timeout"),
        new("spec.paused", Done, "false") { Values = ["false"] },
        new("spec.template.metadata", Done),
    ];

    private static IEnumerable<LabField> OfPod() =>
    [
        new($"{Pod}.initContainers", Refused, "nothing runs before the service"),
        new($"{Pod}.ephemeralContainers", Refused),
        new($"{Pod}.containers[1]", Refused, "a replica is one container"),
        new($"{Pod}.terminationGracePeriodSeconds", Done),
        new($"{Pod}.restartPolicy", Noted, "a replica that dies stays dead until the next Deploy"),
        new($"{Pod}.serviceAccountName", Done, "as the value of a fieldRef; there is no API server"),
        new($"{Pod}.serviceAccount", Done, "as the value of a fieldRef; there is no API server"),
        new($"{Pod}.automountServiceAccountToken", Done, "false: there is no API server") { Values = ["false"] },
        new($"{Pod}.enableServiceLinks", Done, "false: no variables name other Services") { Values = ["false"] },
        new($"{Pod}.volumes[].name", Done),
        new($"{Pod}.volumes[].emptyDir.sizeLimit", Enforced),
        new($"{Pod}.volumes[].emptyDir.medium", Enforced, "always memory"),
        new($"{Pod}.volumes[].configMap", Engine),
        new($"{Pod}.volumes[].secret", Engine),
        new($"{Pod}.volumes[].projected.defaultMode", Engine),
        new($"{Pod}.volumes[].projected.sources[].configMap", Engine),
        new($"{Pod}.volumes[].projected.sources[].secret", Engine),
        new($"{Pod}.volumes[].projected.sources[].downwardAPI", Refused),
        new($"{Pod}.volumes[].projected.sources[].serviceAccountToken", Refused, "there is no API server"),
        new($"{Pod}.volumes[].downwardAPI", Refused),
        new($"{Pod}.volumes[].persistentVolumeClaim", Refused),
        new($"{Pod}.volumes[].ephemeral", Refused),
        new($"{Pod}.volumes[].hostPath", Refused),
        new($"{Pod}.volumes[].csi", Refused),
        new($"{Pod}.securityContext.runAsNonRoot", Enforced),
        new($"{Pod}.securityContext.runAsUser", Enforced),
        new($"{Pod}.securityContext.runAsGroup", Enforced),
        new($"{Pod}.securityContext.fsGroup", Enforced),
        new($"{Pod}.securityContext.fsGroupChangePolicy", Noted),
        new($"{Pod}.securityContext.supplementalGroups", Enforced),
        new($"{Pod}.securityContext.seccompProfile.type", Enforced, "RuntimeDefault, the engine's own") { Values = ["RuntimeDefault"] },
        new($"{Pod}.securityContext.sysctls", Refused),
        new($"{Pod}.securityContext.seLinuxOptions", Refused),
        new($"{Pod}.securityContext.appArmorProfile", Refused),
        new($"{Pod}.topologySpreadConstraints", Noted),
        new($"{Pod}.affinity", Noted),
        new($"{Pod}.nodeSelector", Noted),
        new($"{Pod}.tolerations", Noted),
        new($"{Pod}.priorityClassName", Noted),
        new($"{Pod}.preemptionPolicy", Noted),
        new($"{Pod}.schedulerName", Noted),
        new($"{Pod}.imagePullSecrets", Noted, "the lab pulls from its own registry"),
        new($"{Pod}.os", Noted),
        new($"{Pod}.dnsPolicy", Noted),
        new($"{Pod}.dnsConfig", Refused),
        new($"{Pod}.hostAliases", Refused),
        new($"{Pod}.hostNetwork", Done, "false") { Values = ["false"] },
        new($"{Pod}.hostPID", Done, "false") { Values = ["false"] },
        new($"{Pod}.hostIPC", Done, "false") { Values = ["false"] },
        new($"{Pod}.shareProcessNamespace", Done, "false") { Values = ["false"] },
        new($"{Pod}.readinessGates", Refused),
        new($"{Pod}.runtimeClassName", Refused),
    ];

    private static IEnumerable<LabField> OfContainer() =>
    [
        new($"{Container}.name", Done),
        new($"{Container}.image", Done, "by its digest"),
        new($"{Container}.imagePullPolicy", Noted),
        new($"{Container}.command", Done, "$(NAME) as the kubelet expands it"),
        new($"{Container}.args", Done, "$(NAME) as the kubelet expands it"),
        new($"{Container}.workingDir", Done),
        new($"{Container}.ports[].name", Done),
        new(
            $"{Container}.ports[].containerPort",
            Done,
            "without an engine another number, put into the variables and arguments that name it"),
        new($"{Container}.ports[].protocol", Done, "TCP") { Values = ["TCP"] },
        new($"{Container}.ports[].hostPort", Refused),
        new($"{Container}.ports[].hostIP", Refused),
        new($"{Container}.env[].name", Done),
        new($"{Container}.env[].value", Done, "$(NAME) as the kubelet expands it"),
        new($"{Container}.env[].valueFrom.configMapKeyRef", Done),
        new($"{Container}.env[].valueFrom.secretKeyRef", Done, "of the overlay, or of lab.secrets in the settings file"),
        new($"{Container}.env[].valueFrom.fieldRef.apiVersion", Noted),
        new($"{Container}.env[].valueFrom.fieldRef.fieldPath", Done, "metadata.*, spec.*, status.hostIP; status.podIP without an engine"),
        new($"{Container}.env[].valueFrom.resourceFieldRef.containerName", Done),
        new($"{Container}.env[].valueFrom.resourceFieldRef.divisor", Done),
        new($"{Container}.env[].valueFrom.resourceFieldRef.resource", Done, "of CPU and memory")
        {
            Values = ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"],
        },
        new($"{Container}.env[].valueFrom.fileKeyRef", Refused),
        new($"{Container}.envFrom", Done, "prefix, optional"),
        new($"{Container}.resources.requests", Noted),
        new($"{Container}.resources.limits.memory", Enforced),
        new($"{Container}.resources.limits.cpu", Enforced),
        new($"{Container}.resources.limits.ephemeral-storage", Noted),
        new($"{Container}.resources.claims", Refused),
        new($"{Container}.resizePolicy", Noted),
        new($"{Container}.lifecycle.preStop", Noted, "a replica ends once nobody is sent to it any more"),
        new($"{Container}.lifecycle.postStart", Refused),
        new($"{Container}.lifecycle.stopSignal", Refused),
        new($"{Container}.volumeMounts[].name", Done),
        new($"{Container}.volumeMounts[].mountPath", Engine, "without one an emptyDir at /tmp alone") { Values = ["/tmp"] },
        new($"{Container}.volumeMounts[].subPath", Engine),
        new($"{Container}.volumeMounts[].readOnly", Enforced),
        new($"{Container}.volumeMounts[].subPathExpr", Refused),
        new($"{Container}.volumeMounts[].mountPropagation", Refused),
        new($"{Container}.volumeDevices", Refused),
        new($"{Container}.securityContext.runAsNonRoot", Enforced),
        new($"{Container}.securityContext.runAsUser", Enforced),
        new($"{Container}.securityContext.runAsGroup", Enforced),
        new($"{Container}.securityContext.allowPrivilegeEscalation", Enforced),
        new($"{Container}.securityContext.readOnlyRootFilesystem", Enforced),
        new($"{Container}.securityContext.capabilities", Enforced),
        new($"{Container}.securityContext.privileged", Done, "false") { Values = ["false"] },
        new(
            $"{Container}.securityContext.seccompProfile.type",
            Enforced,
            "RuntimeDefault, the engine's own") { Values = ["RuntimeDefault"] },
        new($"{Container}.terminationMessagePath", Noted),
        new($"{Container}.terminationMessagePolicy", Noted),
        new($"{Container}.stdin", Done, "false") { Values = ["false"] },
        new($"{Container}.stdinOnce", Done, "false") { Values = ["false"] },
        new($"{Container}.tty", Done, "false") { Values = ["false"] },
    ];

    private static IEnumerable<LabField> OfProbes() =>
        [.. OfProbe("startupProbe"), .. OfProbe("readinessProbe"), .. OfProbe("livenessProbe")];

    private static IEnumerable<LabField> OfProbe(string probe) =>
    [
        new($"{Container}.{probe}.httpGet.path", Done),
        new($"{Container}.{probe}.httpGet.port", Done),
        new($"{Container}.{probe}.httpGet.scheme", Done),
        new($"{Container}.{probe}.httpGet.httpHeaders", Done),
        new($"{Container}.{probe}.httpGet.host", Refused),
        new($"{Container}.{probe}.tcpSocket.port", Done),
        new($"{Container}.{probe}.tcpSocket.host", Refused),
        new(
            $"{Container}.{probe}.exec.command",
            Done,
            "without an engine: a program of the image by its full path, without paths as arguments"),
        new($"{Container}.{probe}.grpc.port", Done),
        new($"{Container}.{probe}.grpc.service", Done),
        new($"{Container}.{probe}.initialDelaySeconds", Done),
        new($"{Container}.{probe}.timeoutSeconds", Done),
        new($"{Container}.{probe}.periodSeconds", Done),
        new($"{Container}.{probe}.successThreshold", Done),
        new(
            $"{Container}.{probe}.failureThreshold",
            Done,
            probe switch
            {
                "startupProbe" => "it must succeed before the replica is ready",
                "livenessProbe" =>
                    "it must succeed before the replica is ready; later a process is restarted, and a container of an engine is not ready",
                _ => "",
            }),
        new($"{Container}.{probe}.terminationGracePeriodSeconds", Noted),
    ];

    private static IEnumerable<LabField> OfMonitor() =>
    [
        new("metadata", Done),
        new("spec.selector", Done),
        new("spec.namespaceSelector", Done),
        new("spec.jobLabel", Done),
        new("spec.targetLabels", Done),
        new("spec.podTargetLabels", Done),
        new("spec.sampleLimit", Done),
        new("spec.targetLimit", Done),
        new("spec.labelLimit", Done),
        new("spec.labelNameLengthLimit", Done),
        new("spec.labelValueLengthLimit", Done),
        new("spec.keepDroppedTargets", Noted, "it is for Prometheus' own page"),
        new("spec.bodySizeLimit", Done),
        new("spec.attachMetadata", Refused, "no node is described here"),
        new("spec.scrapeClass", Refused),
        new("spec.scrapeProtocols", Refused),
        new("spec.fallbackScrapeProtocol", Refused),
        new("spec.selectorMechanism", Refused),
        new("spec.serviceDiscoveryRole", Refused),
        new("spec.scrapeClassicHistograms", Refused),
        new("spec.scrapeNativeHistograms", Refused),
        new("spec.convertClassicHistogramsToNHCB", Refused),
        new("spec.nativeHistogramBucketLimit", Refused),
        new("spec.nativeHistogramMinBucketFactor", Refused),
        new($"{Endpoint}.port", Done),
        new($"{Endpoint}.targetPort", Done),
        new($"{Endpoint}.path", Done),
        new($"{Endpoint}.scheme", Done),
        new($"{Endpoint}.interval", Done),
        new($"{Endpoint}.scrapeTimeout", Done),
        new($"{Endpoint}.params", Done),
        new($"{Endpoint}.honorLabels", Done),
        new($"{Endpoint}.honorTimestamps", Done),
        new($"{Endpoint}.trackTimestampsStaleness", Refused, "the lab's Prometheus may be too old for it"),
        new($"{Endpoint}.followRedirects", Done),
        new($"{Endpoint}.enableHttp2", Done),
        new($"{Endpoint}.filterRunning", Done),
        new($"{Endpoint}.relabelings", Done, "by labels that the lab knows, and none writes __address__"),
        new($"{Endpoint}.metricRelabelings", Done),
        new($"{Endpoint}.authorization", Refused),
        new($"{Endpoint}.basicAuth.username", Done, "of the overlay, or of lab.secrets in the settings file"),
        new($"{Endpoint}.basicAuth.password", Done, "of the overlay, or of lab.secrets in the settings file"),
        new($"{Endpoint}.bearerTokenFile", Refused),
        new($"{Endpoint}.bearerTokenSecret", Refused),
        new($"{Endpoint}.oauth2", Refused),
        new($"{Endpoint}.tlsConfig", Refused),
        new($"{Endpoint}.proxyUrl", Refused),
        new($"{Endpoint}.proxyFromEnvironment", Refused),
        new($"{Endpoint}.proxyConnectHeader", Refused),
        new($"{Endpoint}.noProxy", Refused),
    ];
}

/// <summary>What the lab does with a field.</summary>
internal enum LabTreatment
{
    /// <summary>As on a cluster.</summary>
    Done,

    /// <summary>As on a cluster with a container engine; refused without one.</summary>
    Engine,

    /// <summary>As on a cluster with a container engine; without one not enforced, which is logged.</summary>
    EnforcedByEngine,

    /// <summary>It means nothing on one computer, which is logged.</summary>
    NoMeaning,

    /// <summary>Neither done nor left out: the manifests are refused.</summary>
    Refused,
}

/// <summary>A field of an object, with all that is below it.</summary>
/// <param name="Path">The path from the top of the object; <c>[]</c> is any element of a list, <c>[1]</c> each after the first.</param>
/// <param name="Treatment">What the lab does with it.</param>
/// <param name="Note">How far, or why not.</param>
internal sealed record LabField(string Path, LabTreatment Treatment, string Note = "")
{
    /// <summary>The only values that are done; any when empty. Of <see cref="LabTreatment.Engine"/>: those that need none.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
