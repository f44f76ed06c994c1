using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Lab;
using static GitOpsDemo.Build.Options.OptionChecks;

namespace GitOpsDemo.Build.Options;

/// <summary>
/// The options that describe a place: where images and commits go, and what is there. The settings file has them for all environments or
/// for one; the command line overrides it.
/// </summary>
internal static class PlaceOptions
{
    private static readonly TimeSpan OldestProof = TimeSpan.FromDays(30);

    public static readonly Option KubeContext = new(
        "kube-context", "none, which means the lab",
        "The context of the kubeconfig to deliver to; none: the lab, whatever the settings file says. "
        + "The current context is never used unasked.")
    {
        Setting = "kubeContext",
        Check = value => ContextPattern.IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not the name of a context",
    };

    public static readonly Option ImageRegistry = new(
        "image-registry", "the lab's registry", "Registry to push to, such as ghcr.io or localhost:5000.")
    {
        Setting = "imageRegistry",
        Check = value =>
            ImageReference.IsRegistry(value)
                ? null
                : $"'{value}' is not a registry: host[:port], without a scheme or path, the host with a dot or a port, or localhost",
    };

    public static readonly Option ImagePlatforms = new(
        "image-platforms",
        "the lab's own, or those of the cluster's nodes",
        "What the image runs on, such as linux/amd64,linux/arm64: more than one makes an index.")
    {
        Setting = "imagePlatforms",
        Check = value => ImageOptions.TryParsePlatforms(value, out _)
            ? null
            : $"'{value}' is not a list of platforms, each once, of {string.Join(" and ", ImagePlatform.Known)}",
    };

    public static readonly Option CosignKey = new(
        "cosign-key",
        "none",
        "Sign the pushed image with cosign, by this private key: a file, or an address such as awskms://…. Its password: COSIGN_PASSWORD.")
    {
        Setting = "cosignKey",
        Check = ProblemOfKey,
    };

    public static readonly Option CosignPublicKey = new(
        "cosign-public-key", "none", "Deploy only what is signed with this key, as cosign finds: a file or an address.")
    {
        Setting = "cosignPublicKey",
        Check = ProblemOfKey,
    };

    public static readonly Option CosignIdentity = new(
        "cosign-identity",
        "none",
        "Deploy only what was signed by this identity without a key, as cosign finds, such as a workflow's address.")
    {
        Setting = "cosignIdentity",
        Check = value => IdentityPattern.IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not an identity",
    };

    public static readonly Option CosignIssuer = new(
        "cosign-issuer",
        "none",
        "Who vouches for --cosign-identity: the address of the OpenID issuer.")
    { Setting = "cosignIssuer", Check = ProblemOfAddress };

    public static readonly Option GitOpsRepository = new(
        "gitops-repository", "the lab's bare repository", "Repository that Argo CD watches: an https, ssh or file URL, or a path.")
    {
        Setting = "gitOpsRepository",
        Check = ProblemOfRepository,
    };

    public static readonly Option GitOpsBranch = new("gitops-branch", "main", "The branch of it that Argo CD follows.")
    {
        Setting = "gitOpsBranch",
        Check = value => BranchPattern.IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not a branch name",
    };

    public static readonly Option PullRequestBranch = new(
        "pull-request-branch",
        "none",
        "Push commits to this branch instead, and open a pull request; without a token print the link that does.")
    {
        Setting = "pullRequestBranch",
        Check = GitOpsBranch.Check,
    };

    public static readonly Option ProofMaxAge = new(
        "proof-max-age", "24h", "Promote: how old the proof of the image may be, such as 90m or 72h, at most 720h.")
    {
        Setting = "proofMaxAge",
        Check = value => TryParseDuration(value, out _, OldestProof)
            ? null
            : $"'{value}' is not a duration: a number and s, m or h, such as 72h, at most 720h",
    };

    public static readonly Option ClusterKind = new(
        "cluster-kind", "k3s", "The kind of cluster: only the control plane of a self-managed one can be scraped.")
    {
        Setting = "clusterKind",
        Allowed = ["k3s", "kind", "managed", "self-managed"],
    };

    public static readonly Option ChartsFrom = new(
        "charts-from",
        "where they are published",
        "Where the charts are taken from: a folder of .tgz archives, an http(s) folder of them, or an oci:// registry.")
    {
        Setting = "chartsFrom",
        Check = value => !value.Contains("://", StringComparison.Ordinal) ? null
            : !Uri.TryCreate(value, UriKind.Absolute, out var url)
                || url.Scheme is not ("http" or "https" or "oci") ? $"'{value}' is neither a folder nor an http, https or oci address"
            : url.UserInfo.Length > 0 ? "an address must not hold a user or a password"
            : null,
    };

    public static readonly Option IngressClass = new(
        "ingress-class", "that of the cluster", "The class of the ingresses, such as traefik or cilium.")
    {
        Setting = "ingressClass",
        Check = value => NamePattern.IsMatch(value) ? null : $"'{value}' is not the name of an ingress class",
    };

    public static readonly Option Domain = new(
        "domain", "the service's name and .local", "The domain of the ingresses: grafana.<domain>, alerts.<domain>, argocd.<domain>.")
    {
        Setting = "domain",
        DefaultBy = settings => $"{settings.Service.Name}.local",
        Check = value => NamePattern.IsMatch(value) ? null : $"'{value}' is not a domain: lower-case letters, digits, '-' and '.'",
    };

    public static readonly Option DashboardsBy = new(
        "dashboards-by", "configmap", "How dashboards get into Grafana: by a ConfigMap for its sidecar, or by its API.")
    {
        Setting = "dashboardsBy",
        Allowed = ["configmap", "api"],
    };

    public static readonly Option AlertReceiver = new(
        "alert-receiver",
        "nobody",
        "Whom Alertmanager notifies: the address of a webhook, an e-mail address, or a #channel of Slack.")
    {
        Setting = "alertReceiver",
        Check = value => ChannelPattern.IsMatch(value) || MailPattern.IsMatch(value) || ProblemOfAddress(value) is null
            ? null
            : $"'{value}' is neither an http(s) address without a password, nor an e-mail address, nor a #channel",
    };

    public static readonly Option AlertSmarthost = new(
        "alert-smarthost", "none", "The mail server, host:port, for an --alert-receiver that is an e-mail address.")
    {
        Setting = "alertSmarthost",
        Check = value => HostAndPortPattern.IsMatch(value) ? null : $"'{value}' is not a host:port",
    };

    public static readonly Option LabWith = new(
        "lab-with", "none", "The real Grafana and Loki in the lab, where they can be had: grafana, loki, or both with a comma.")
    {
        Setting = "labWith",
        Check = value => ToolsIn(value) is not null
            ? null
            : $"'{value}' is not a list, each once, of {string.Join(" and ", LabAdditions.Known.Select(tool => tool.Name()))}",
    };

    /// <summary>The option for the address of each API, where no way into a cluster is needed.</summary>
    public static readonly IReadOnlyDictionary<ServiceApi, Option> Addresses = Enum.GetValues<ServiceApi>().ToDictionary(
        api => api, AddressOf);

    /// <summary>The programs of <see cref="LabWith"/>; null where one is unknown or repeated.</summary>
    public static IReadOnlyList<Tool>? ToolsIn(string text)
    {
        List<string> names = [.. text.Split(',').Select(name => name.Trim().ToLowerInvariant())];
        var known = LabAdditions.Known.Where(tool => names.Contains(tool.Name())).ToList();
        return known.Count == names.Count ? known : null;
    }

    private static Option AddressOf(ServiceApi api) => new(
        $"{api.ToString().ToLowerInvariant()}-url",
        "through the cluster",
        $"The address of {(api == ServiceApi.ArgoCd ? "Argo CD" : api.ToString())}, if this computer reaches it directly.")
    {
        Setting = $"{(api == ServiceApi.ArgoCd ? "argoCd" : api.ToString().ToLowerInvariant())}Url",
        Check = ProblemOfAddress,
    };
}
