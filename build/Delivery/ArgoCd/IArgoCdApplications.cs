namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Argo CD's Applications as the Kubernetes API has them. The build asks with kubectl.</summary>
public interface IArgoCdApplications
{
    /// <summary>An Application as JSON.</summary>
    /// <exception cref="DeliveryException">It is not there, or the API can't be asked.</exception>
    Task<string> GetAsync(string application, CancellationToken cancellationToken);

    /// <summary>Sets an annotation of an Application, also where it has one already.</summary>
    /// <exception cref="DeliveryException">The API refused it, or can't be asked.</exception>
    Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken);

    /// <summary>A resource that an Application manages, as JSON, or null where it is not there or may not be read.</summary>
    Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken);
}
