module Site
  class Application < Rails::Application
  end
end
