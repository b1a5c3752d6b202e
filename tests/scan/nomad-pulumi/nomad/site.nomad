job "site" {
  group "ingress" {
    task "ingress" {
      driver = "docker"
    }
  }
  group "dispatcher" {
    task "dispatcher" {
      driver = "docker"
    }
  }
  group "query" {
    task "query" {
      driver = "docker"
    }
  }
  group "identifier" {
    task "identifier" {
      driver = "docker"
    }
  }
}
