using System.Globalization;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Build.Options;

/// <summary>The table of every option that the build knows.</summary>
internal static partial class KnownOptions
{
    private static readonly TimeSpan OldestProof = TimeSpan.FromDays(30);

    public static readonly Option Target = new(
        "target", "Default", "The task to run; several run in the order they are given.")
    { IsRepeatable = true };

    public static readonly Option Settings = new(
        "settings",
        SettingsReader.DefaultFile,
        "The file that says which service is built and delivered; an absolute path may be in another repository.")
    {
        Check = value => RepositoryPath.IsInside(value) || System.IO.Path.IsPathFullyQualified(value)
            ? null
            : $"'{value}' is not a file inside the repository, nor an absolute path",
    };

    public static readonly Option Environment = new("environment", "the first one", "The environment: which overlay is meant.")
    {
        DefaultBy = settings => settings.Environments[0],
        AllowedBy = settings => settings.Environments,
    };

    public static readonly Option KubeContext = new(
        "kube-context", "none, which means the lab",
        "The context of the kubeconfig to deliver to; none: the lab, whatever the settings file says. "
        + "The current context is never used unasked.")
    {
        Setting = "kubeContext",
        Check = value => ContextPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not the name of a context",
    };

    public static readonly Option Configuration = new(
        "configuration", "Release", "Build configuration.")
    { Allowed = ["Release", "Debug"] };

    public static readonly Option ImageRegistry = new(
        "image-registry", "the lab's registry", "Registry to push to, such as ghcr.io or localhost:5000.")
    {
        Setting = "imageRegistry",
        Check = value =>
            ImageReference.IsRegistry(value)
                ? null
                : $"'{value}' is not a registry: host[:port], without a scheme or path, the host with a dot or a port, or localhost",
    };

    public static readonly Option ImageRepository = new(
        "image-repository", "the service's name", "Repository of the image in the registry.")
    {
        DefaultBy = settings => settings.ImageRepository,
        Check = value =>
            ImageReference.IsRepository(value) ? null : $"'{value}' is not a repository: lower-case letters, digits, '.', '_', '-' and '/'",
    };

    public static readonly Option ImageTag = new("image-tag", "from git, such as 1.4.0-3-gabc1234", "Tag of the image.")
    {
        Check = value => value is "latest" ? "'latest' names no version: give a tag that stays what it is"
            : ImageReference.IsTag(value) ? null
            : $"'{value}' is not a tag: at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
    };

    public static readonly Option ImageBuilder = new(
        "image-builder", "auto", "docker (needs a reachable engine), oci (needs none), or auto: docker if an engine answers.")
    {
        Allowed = ["auto", "docker", "oci"],
        Former = ["sdk"],
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
        Check = value => IdentityPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not an identity",
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
        Check = value => BranchPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is not a branch name",
    };

    public static readonly Option GitOpsPath = new("gitops-path", "k8s", "The folder of it that holds base/ and overlays/.")
    {
        DefaultBy = settings => settings.GitOpsPath,
        Check = value => RepositoryPath.IsInside(value) ? null : $"'{value}' is not a folder inside the repository",
    };

    public static readonly Option PullRequestBranch = new(
        "pull-request-branch",
        "none",
        "Push commits to this branch instead, and open a pull request; without a token print the link that does.")
    {
        Setting = "pullRequestBranch",
        Check = GitOpsBranch.Check,
    };

    public static readonly Option WaitForMerge = new(
        "wait-for-merge", "off", "With --pull-request-branch: go on once somebody has merged it, within an hour or --timeout.")
    { IsFlag = true };

    public static readonly Option From = new(
        "from", "none", "Promote: the environment whose image is taken.")
    { AllowedBy = Environment.AllowedBy };

    public static readonly Option To = new(
        "to", "the next one", "Promote: the environment that gets it. Rollback: the commit, tag or digest to go back to.")
    {
        Check = value => RevisionPattern().IsMatch(value) ? null : $"'{value}' is not an environment, commit, tag or digest",
    };

    public static readonly Option Unproven = new(
        "unproven", "off", "Promote an image that was not proven where it runs.")
    { IsFlag = true };

    public static readonly Option ProofMaxAge = new(
        "proof-max-age", "24h", "Promote: how old the proof of the image may be, such as 90m or 72h, at most 720h.")
    {
        Setting = "proofMaxAge",
        Check = value => TryParseDuration(value, out _, OldestProof)
            ? null
            : $"'{value}' is not a duration: a number and s, m or h, such as 72h, at most 720h",
    };

    public static readonly Option Reason = new("reason", "none", "Rollback: the reason, for the commit.");

    public static readonly Option Name = new("name", "none", "NewService: the name of the service that files are written for.")
    {
        Check = KnownSettings.ProblemOfName,
    };

    public static readonly Option Project = new(
        "project",
        "the one of that name",
        "NewService: the .csproj of the service; an absolute path may be in another repository.")
    {
        Check = value => value.EndsWith(".csproj", StringComparison.Ordinal) ? Settings.ProblemWith(value) : $"'{value}' is not a .csproj",
    };

    public static readonly Option RollbackOnFailure = new(
        "rollback-on-failure",
        "off",
        "Deploy, Promote: when the proof fails, put back what ran before, if the overlay is still what this run wrote.")
    {
        IsFlag = true,
    };

    public static readonly Option Alert = new("alert", "all of them", "FireDrill: an alert to drill; may be repeated.")
    {
        IsRepeatable = true,
        Check = value => AlertPattern().IsMatch(value) ? null : $"'{value}' is not the name of an alert",
    };

    public static readonly Option TimeScale = new(
        "time-scale", "1", "FireDrill in the lab: divide every duration of rules, scrapes and waits by this number, from 1 to 1000.")
    {
        Check = value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 1000
            ? null
            : $"'{value}' is not a whole number from 1 to 1000",
    };

    public static readonly Option Timeout = new("timeout", "per step", "The upper bound of every wait, such as 90s, 5m or 1h.")
    {
        Check = value =>
            TryParseDuration(value, out _) ? null : $"'{value}' is not a duration: a number and s, m or h, such as 90s, at most 24h",
    };

    public static readonly Option Watch = new(
        "watch", "once", "Keep verifying for this long, such as 10m, and fail at the first failure; with Status, keep showing.")
    {
        Check = Timeout.Check,
    };

    public static readonly Option Soak = new(
        "soak", "none", "Deploy, Promote: keep verifying for this long, such as 10m, and compare what runs with what ran before.")
    { Check = Timeout.Check };

    public static readonly Option Once = new("once", "on", "Verify once, even if --watch is given.") { IsFlag = true };

    public static readonly Option Follow = new("follow", "off", "Logs: go on with the lines to come, until Ctrl-C.") { IsFlag = true };

    public static readonly Option Since = new("since", "10m", "Logs: how far back, such as 30s, 10m or 1h.") { Check = Timeout.Check };

    public static readonly Option Grep = new(
        "grep", "any", "Logs: only lines that this regular expression matches, such as 'status.:5'.")
    { Check = ProblemOfPattern };

    public static readonly Option Level = new("level", "trace", "Logs: only lines of at least this severity, and lines without one.")
    {
        Allowed = [.. Enum.GetNames<LogSeverity>().Select(name => name.ToLowerInvariant())],
    };

    public static readonly Option Browse = new("browse", "off", "Open: show the first address in the browser, too.") { IsFlag = true };

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
        Check = value => NamePattern().IsMatch(value) ? null : $"'{value}' is not the name of an ingress class",
    };

    public static readonly Option Domain = new(
        "domain", "the service's name and .local", "The domain of the ingresses: grafana.<domain>, alerts.<domain>, argocd.<domain>.")
    {
        Setting = "domain",
        DefaultBy = settings => $"{settings.Service.Name}.local",
        Check = value => NamePattern().IsMatch(value) ? null : $"'{value}' is not a domain: lower-case letters, digits, '-' and '.'",
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
        Check = value => ChannelPattern().IsMatch(value) || MailPattern().IsMatch(value) || ProblemOfAddress(value) is null
            ? null
            : $"'{value}' is neither an http(s) address without a password, nor an e-mail address, nor a #channel",
    };

    public static readonly Option AlertSmarthost = new(
        "alert-smarthost", "none", "The mail server, host:port, for an --alert-receiver that is an e-mail address.")
    {
        Setting = "alertSmarthost",
        Check = value => HostAndPortPattern().IsMatch(value) ? null : $"'{value}' is not a host:port",
    };

    public static readonly Option Yes = new(
        "yes", "off", "Agree in advance to what the build would ask about, such as Uninstall.")
    { IsFlag = true };

    /// <summary>By which option each API is given where it needs no way into a cluster.</summary>
    public static readonly IReadOnlyDictionary<ServiceApi, Option> Addresses = Enum.GetValues<ServiceApi>().ToDictionary(
        api => api, AddressOf);

    public static readonly Option NoProgress = new(
        "no-progress", "off", "No live view, also on a terminal: plain lines, and one now and then during a wait.")
    { IsFlag = true };

    public static readonly Option Timings = new(
        "timings", "off", "Show how long each program took, after the table of tasks.")
    { IsFlag = true };

    public static readonly Option OutputVerbosity = new("verbosity", "Normal", "How much to say.") { Allowed = Enum.GetNames<Verbosity>() };

    public static readonly Option Exclusive = new(
        "exclusive", "off", "Run the targets without the tasks that they depend on.")
    { IsFlag = true };

    public static readonly Option PublishedPackages = new(
        "published-packages", "off", "Build with the published Cake.Frosting (docs/packages.md).")
    {
        IsFlag = true,
    };

    public static readonly Option Completion = new(
        "completion", "none", "Print a script that completes targets, options and values in a shell.")
    {
        Allowed = ["bash", "zsh", "pwsh"],
    };

    public static readonly Option Help = new("help", "off", "Show what people type; --help=all shows every option.") { IsFlag = true };

    private static readonly Option DryRun = new("dryrun", "off", "Show which tasks would run, and run nothing.") { IsFlag = true };

    private static readonly Option Tree = new("tree", "off", "Show what depends on what.") { IsFlag = true };

    /// <summary>The options that Cake itself reads.</summary>
    private static readonly Option[] OfCake =
    [
        DryRun,
        new("description", "off", "List the tasks with what they do.") { IsFlag = true },
        Tree,
        OutputVerbosity,
        Exclusive,
        new("version", "off", "Show the version of Cake.") { IsFlag = true },
        Help,
    ];

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        Target, Settings, Environment, KubeContext, Configuration, ImageRegistry, ImageRepository, ImageTag, ImageBuilder,
        ImagePlatforms, CosignKey, CosignPublicKey, CosignIdentity, CosignIssuer,
        GitOpsRepository, GitOpsBranch, GitOpsPath, PullRequestBranch, WaitForMerge, From, To, Unproven, ProofMaxAge,
        Reason, RollbackOnFailure, Name, Project,
        .. Addresses.Values, ClusterKind, ChartsFrom, IngressClass, Domain, DashboardsBy,
        AlertReceiver, AlertSmarthost, Alert, TimeScale, Yes, Timeout, Watch, Soak, Once,
        Follow, Since, Grep, Level, Browse, NoProgress, Timings, PublishedPackages, Completion, .. OfCake,
    ];

    /// <summary>Those that people type, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> Common =
    [
        Target, Environment, Settings, KubeContext, ImageTag, PullRequestBranch, From, To, Unproven, Reason, RollbackOnFailure, Alert,
        Yes, Timeout, Watch, Soak, NoProgress, DryRun, Tree, Help,
    ];

    private static Option AddressOf(ServiceApi api) => new(
        $"{api.ToString().ToLowerInvariant()}-url",
        "through the cluster",
        $"The address of {(api == ServiceApi.ArgoCd ? "Argo CD" : api.ToString())}, if this computer reaches it directly.")
    {
        Setting = $"{(api == ServiceApi.ArgoCd ? "argoCd" : api.ToString().ToLowerInvariant())}Url",
        Check = ProblemOfAddress,
    };
}
