using System.Globalization;
using System.Text.RegularExpressions;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>The table of every option that the build knows.</summary>
internal static partial class KnownOptions
{
    public static readonly Option Target = new("target", "Default", "Task to run; may stand several times.") { IsRepeatable = true };

    public static readonly Option Settings = new("settings", SettingsReader.DefaultFile, "The file that says which service is built and delivered.")
    {
        Check = value => RepositoryPath.IsInside(value) ? null : $"'{value}' is no file inside the repository",
    };

    public static readonly Option Environment = new("environment", "the first one", "Which overlay is meant.")
    {
        DefaultBy = settings => settings.Environments[0],
        AllowedBy = settings => settings.Environments,
    };

    public static readonly Option KubeContext = new(
        "kube-context", "none: the lab", "A context of the kubeconfig to deliver to. The current context is never used unasked.")
    {
        Check = value => ContextPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is no name of a context",
    };

    public static readonly Option Configuration = new("configuration", "Release", "Build configuration.") { Allowed = ["Release", "Debug"] };

    public static readonly Option ImageRegistry = new("image-registry", "the lab's registry", "Registry to push to, such as ghcr.io or localhost:5000.")
    {
        Check = value => RegistryPattern().IsMatch(value) ? null : $"'{value}' is no registry: host[:port], without a scheme or path",
    };

    public static readonly Option ImageRepository = new("image-repository", "the service's name", "Repository of the image in the registry.")
    {
        DefaultBy = settings => settings.ImageRepository,
        Check = value => RepositoryPattern().IsMatch(value) ? null : $"'{value}' is no repository: lower-case letters, digits, '.', '_', '-' and '/'",
    };

    public static readonly Option ImageTag = new("image-tag", "from git, such as 1.4.0-3-gabc1234", "Tag of the image.")
    {
        Check = value => value is "latest" ? "'latest' names no version: give a tag that stays what it is"
            : TagPattern().IsMatch(value) ? null
            : $"'{value}' is no tag: at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
    };

    public static readonly Option ImageBuilder = new(
        "image-builder", "auto", "docker (a reachable engine), sdk (no engine needed), or auto: docker where an engine answers.")
    {
        Allowed = ["auto", "docker", "sdk"],
    };

    public static readonly Option CosignKey = new(
        "cosign-key", "none", "Sign the pushed image with cosign: a private key's file, or an address such as awskms://…. Its password: COSIGN_PASSWORD.")
    {
        Check = ProblemOfKey,
    };

    public static readonly Option CosignPublicKey = new("cosign-public-key", "none", "Deploy only what cosign finds signed with this key: a file or an address.")
    {
        Check = ProblemOfKey,
    };

    public static readonly Option CosignIdentity = new(
        "cosign-identity", "none", "Deploy only what cosign finds signed without a key by this identity, such as a workflow's address.")
    {
        Check = value => IdentityPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is no identity",
    };

    public static readonly Option CosignIssuer = new("cosign-issuer", "none", "Who vouches for --cosign-identity.") { Check = ProblemOfAddress };

    public static readonly Option GitOpsRepository = new(
        "gitops-repository", "the lab's bare repository", "Repository that Argo CD watches: an https, ssh or file URL, or a path.")
    {
        DefaultBy = settings => settings.GitOpsRepository,
        Check = ProblemOfRepository,
    };

    public static readonly Option GitOpsBranch = new("gitops-branch", "main", "Branch of it that Argo CD follows.")
    {
        DefaultBy = settings => settings.GitOpsBranch,
        Check = value => BranchPattern().IsMatch(value) && !LeadsUpwards(value) ? null : $"'{value}' is no branch name",
    };

    public static readonly Option GitOpsPath = new("gitops-path", "k8s", "Folder of it that holds base/ and overlays/.")
    {
        DefaultBy = settings => settings.GitOpsPath,
        Check = value => RepositoryPath.IsInside(value) ? null : $"'{value}' is no folder inside the repository",
    };

    public static readonly Option PullRequestBranch = new(
        "pull-request-branch", "none", "Push commits to this branch instead, and print the link that opens a pull request.")
    {
        Check = GitOpsBranch.Check,
    };

    public static readonly Option From = new("from", "none", "Promote: the environment whose image is taken.") { AllowedBy = Environment.AllowedBy };

    public static readonly Option To = new(
        "to", "the next one", "Promote: the environment that gets it. Rollback: the commit, tag or digest to go back to.")
    {
        Check = value => RevisionPattern().IsMatch(value) ? null : $"'{value}' is no environment, commit, tag or digest",
    };

    public static readonly Option Unproven = new("unproven", "off", "Promote an image that was not proven where it runs.") { IsFlag = true };

    public static readonly Option Reason = new("reason", "none", "Rollback: why, for the commit.");

    public static readonly Option RollbackOnFailure = new(
        "rollback-on-failure", "off", "Deploy: put back what ran before when the proof fails, if the overlay is still what this run wrote.")
    {
        IsFlag = true,
    };

    public static readonly Option Alert = new("alert", "all of them", "FireDrill: an alert to drill; may stand several times.")
    {
        IsRepeatable = true,
        Check = value => AlertPattern().IsMatch(value) ? null : $"'{value}' is no name of an alert",
    };

    public static readonly Option TimeScale = new(
        "time-scale", "1", "FireDrill in the lab: divide every duration of rules, scrapes and waits by this number, 1 to 1000.")
    {
        Check = value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 1000
            ? null
            : $"'{value}' is no whole number from 1 to 1000",
    };

    public static readonly Option Timeout = new("timeout", "per step", "Upper bound of every wait, such as 90s, 5m or 1h.")
    {
        Check = value => TryParseDuration(value, out _) ? null : $"'{value}' is no duration: a number and s, m or h, such as 90s",
    };

    public static readonly Option Watch = new("watch", "once", "Go on verifying for this long, such as 10m, and fail at the first failure; with Status, go on showing.")
    {
        Check = Timeout.Check,
    };

    public static readonly Option Once = new("once", "on", "Verify once, whatever --watch says.") { IsFlag = true };

    public static readonly Option Duration = new("duration", "30m", "Endure: how long.") { Check = Timeout.Check };

    public static readonly Option ClusterKind = new("cluster-kind", "k3s", "How the control plane runs, by which it can be scraped or not.")
    {
        Allowed = ["k3s", "kind", "managed", "self-managed"],
    };

    public static readonly Option ChartsFrom = new(
        "charts-from",
        "where they are published",
        "Take the charts from a folder of .tgz archives, an http(s) folder of them, or an oci:// registry.")
    {
        Check = value => !value.Contains("://", StringComparison.Ordinal) ? null
            : !Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "oci") ? $"'{value}' is neither a folder nor an http, https or oci address"
            : url.UserInfo.Length > 0 ? "an address must not hold a user or a password"
            : null,
    };

    public static readonly Option IngressClass = new("ingress-class", "the cluster's default one", "Class of the ingresses, such as traefik or cilium.")
    {
        Check = value => NamePattern().IsMatch(value) ? null : $"'{value}' is no name of an ingress class",
    };

    public static readonly Option Domain = new(
        "domain", "the service's name and .local", "Domain of the ingresses: grafana.<domain>, alerts.<domain>, argocd.<domain>.")
    {
        DefaultBy = settings => settings.Domain,
        Check = value => NamePattern().IsMatch(value) ? null : $"'{value}' is no domain: lower-case letters, digits, '-' and '.'",
    };

    public static readonly Option DashboardsBy = new(
        "dashboards-by", "configmap", "How dashboards come to Grafana: configmap, for its sidecar, or api.")
    {
        Allowed = ["configmap", "api"],
    };

    public static readonly Option AlertReceiver = new(
        "alert-receiver",
        "nobody",
        "Whom Alertmanager tells of our alerts: the address of a webhook, an e-mail address, or a #channel of Slack.")
    {
        Check = value => ChannelPattern().IsMatch(value) || MailPattern().IsMatch(value) || ProblemOfAddress(value) is null
            ? null
            : $"'{value}' is neither an http(s) address without a password, nor an e-mail address, nor a #channel",
    };

    public static readonly Option AlertSmarthost = new(
        "alert-smarthost", "none", "Mail server, host:port, for an --alert-receiver that is an e-mail address.")
    {
        Check = value =>
            RegistryPattern().IsMatch(value) && value.Contains(':', StringComparison.Ordinal) ? null : $"'{value}' is no host:port",
    };

    public static readonly Option Yes = new("yes", "off", "Agree to what can't be taken back, without being asked.") { IsFlag = true };

    /// <summary>By which option each API is given where it needs no way into a cluster.</summary>
    public static readonly IReadOnlyDictionary<ServiceApi, Option> Addresses = Enum.GetValues<ServiceApi>().ToDictionary(api => api, AddressOf);

    public static readonly Option NoProgress = new("no-progress", "off", "Show waits as a plain line now and then, also on a terminal.") { IsFlag = true };

    public static readonly Option Timings = new("timings", "off", "Show how long each program took, after the tasks.") { IsFlag = true };

    public static readonly Option Wordiness = new("verbosity", "Normal", "How much to say.") { Allowed = Enum.GetNames<Verbosity>() };

    public static readonly Option Exclusive = new("exclusive", "off", "Run the targets without what they depend on.") { IsFlag = true };

    public static readonly Option PublishedPackages = new(
        "published-packages", "off", "Build with the published Cake.Frosting and prometheus-net (docs/packages.md).")
    {
        IsFlag = true,
    };

    public static readonly Option Help = new("help", "off", "Show this.") { IsFlag = true };

    /// <summary>The options that Cake itself reads.</summary>
    private static readonly Option[] OfCake =
    [
        new("dryrun", "off", "Show what would run, run nothing.") { IsFlag = true },
        new("description", "off", "List the tasks with what they do.") { IsFlag = true },
        new("tree", "off", "Show what depends on what.") { IsFlag = true },
        Wordiness,
        Exclusive,
        new("version", "off", "Show the version of Cake.") { IsFlag = true },
        Help,
    ];

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        Target, Settings, Environment, KubeContext, Configuration, ImageRegistry, ImageRepository, ImageTag, ImageBuilder,
        CosignKey, CosignPublicKey, CosignIdentity, CosignIssuer,
        GitOpsRepository, GitOpsBranch, GitOpsPath, PullRequestBranch, From, To, Unproven, Reason, RollbackOnFailure,
        .. Addresses.Values, ClusterKind, ChartsFrom, IngressClass, Domain, DashboardsBy,
        AlertReceiver, AlertSmarthost, Alert, TimeScale, Yes, Timeout, Duration, Watch, Once, NoProgress, Timings, PublishedPackages, .. OfCake,
    ];

    /// <summary>Reads <c>90s</c>, <c>5m</c>, <c>1h</c>; at most a day.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var match = DurationPattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        var seconds = number * match.Groups["unit"].Value switch { "h" => 3600, "m" => 60, _ => 1 };
        duration = TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        return duration > TimeSpan.Zero;
    }

    private static Option AddressOf(ServiceApi api) => new(
        $"{api.ToString().ToLowerInvariant()}-url", "through the cluster", $"Address of {api}, where this computer reaches it without the cluster.")
    {
        Check = ProblemOfAddress,
    };

    /// <summary>git takes more than this: helpers such as <c>ext::</c>, which run programs, and hosts that ssh takes for options.</summary>
    private static string? ProblemOfRepository(string value)
    {
        var scheme = SchemePattern().Match(value);
        if (!scheme.Success)
        {
            return SshHostPattern().IsMatch(value) ? $"'{value}' is no repository" : null;
        }

        return scheme.Value is not ("http://" or "https://" or "ssh://" or "file://") || !Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Host.StartsWith('-')
            ? $"'{value}' is no repository: an http, https, ssh or file address, user@host:path, or a folder"
            : url.UserInfo.Contains(':', StringComparison.Ordinal) ? "a URL must not hold a password: set GITOPS_TOKEN instead" : null;
    }

    /// <summary>A path, or the address of a key management service.</summary>
    private static string? ProblemOfKey(string value) =>
        value.Contains("://", StringComparison.Ordinal) && !KeyAddressPattern().IsMatch(value) ? $"'{value}' is neither a file nor the address of a key" : null;

    private static bool LeadsUpwards(string value) => value.Contains("..", StringComparison.Ordinal);

    private static string? ProblemOfAddress(string value) =>
        !Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") ? $"'{value}' is no http or https address"
        : url.UserInfo.Length > 0 ? "an address must not hold a user or a password"
        : null;

    [GeneratedRegex(@"^(?<number>[0-9]{1,6}(\.[0-9]{1,3})?)(?<unit>[smh]?)\z")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]{1,5})?\z")]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_](?!.*(//|/\.|\.lock(/|\z)))[A-Za-z0-9_./+-]*(?<![/.])\z")]
    private static partial Regex BranchPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.:-]*\z")]
    private static partial Regex RevisionPattern();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9.-]*\z")]
    private static partial Regex MailPattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex AlertPattern();

    [GeneratedRegex(@"^#[a-z0-9_-]{1,80}\z")]
    private static partial Regex ChannelPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.@:/+~=-]*\z")]
    private static partial Regex ContextPattern();

    [GeneratedRegex(@"^(awskms|gcpkms|azurekms|hashivault|k8s)://[A-Za-z0-9._/:@-]+\z")]
    private static partial Regex KeyAddressPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._:/@+=-]*\z")]
    private static partial Regex IdentityPattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*(://|::)")]
    private static partial Regex SchemePattern();

    /// <summary>A host, after a user or not, that begins with a dash.</summary>
    [GeneratedRegex(@"^([^@/]+@)?-")]
    private static partial Regex SshHostPattern();
}
